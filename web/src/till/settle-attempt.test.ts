/** An attempt is taken to its end with one key, against a scripted platform; the calls that it saw are compared whole. */
import { expect, test } from "@jest/globals";
import type { Basket } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem, Unanswered } from "../api/problem.ts";
import { pauseMs, type SettlePorts, settleAttempt } from "./settle-attempt.ts";

const attempt = {
  idempotencyKey: "key_1",
  paymentCode: "281234567800000001",
  expectedTotal: { minorUnits: "550", currencyCode: "CNY" },
};
const request = { basketId: "bsk_1", paymentCode: attempt.paymentCode, expectedTotal: attempt.expectedTotal };
const receipt = { basketId: "bsk_1", receiptNumber: "0001" };

const problem = (status: number, reason: string, retryable = false) =>
  new ApiProblem({ status, reason, detail: `detail of ${reason}`, retryable });

/** A platform that gives the answers of the script in turn: a receipt, or an error to throw. */
const aPlatform = (script: (typeof receipt | Error)[], ...basketStates: Json<Basket>["state"][]) => {
  const checkouts: unknown[] = [];
  const seen = { saves: 0, unknown: 0, pauses: [] as number[] };
  const ports: SettlePorts = {
    saveBasket: async () => {
      seen.saves++;
    },
    checkOutBasket: async (body, key) => {
      checkouts.push([body, key]);
      const next = script.shift();
      if (!next || next instanceof Error) throw next ?? new Error("the script has ended");
      return next;
    },
    getBasket: async () => ({ basketId: "bsk_1", state: basketStates.shift() ?? "BASKET_STATE_OPEN" }),
    getReceipt: async () => receipt,
    pause: async (times) => {
      seen.pauses.push(times);
    },
    onUnknown: () => {
      seen.unknown++;
    },
    onWaiting: () => {},
    givenUpTrade: () => undefined,
    reverseTrade: async () => ({}),
  };
  return { ports, checkouts, seen };
};

test("the basket is saved, then paid", async () => {
  const { ports, checkouts, seen } = aPlatform([receipt]);
  expect(await settleAttempt(ports, "bsk_1", attempt)).toEqual({ outcome: "paid", receipt });
  expect(checkouts).toEqual([[request, "key_1"]]);
  expect(seen).toEqual({ saves: 1, unknown: 0, pauses: [] });
});

test("P1, V3: while the result is unknown the very same is sent again, until it is known", async () => {
  const script = [
    new Unanswered(new TypeError("fetch failed")),
    problem(500, "INTERNAL"),
    problem(409, "CHECKOUT_IN_PROGRESS", true),
    receipt,
  ];
  const { ports, checkouts, seen } = aPlatform(script);
  expect(await settleAttempt(ports, "bsk_1", attempt)).toEqual({ outcome: "paid", receipt });
  expect(checkouts).toEqual(Array(4).fill([request, "key_1"]));
  expect(seen).toEqual({ saves: 4, unknown: 3, pauses: [1, 2, 3] });
});

test("a refusal is final and tells reason and detail", async () => {
  const { ports, checkouts } = aPlatform([problem(400, "PAYMENT_CODE_SPENT")]);
  expect(await settleAttempt(ports, "bsk_1", attempt)).toEqual({
    outcome: "refused",
    refusal: { reason: "PAYMENT_CODE_SPENT", detail: "detail of PAYMENT_CODE_SPENT" },
  });
  expect(checkouts).toHaveLength(1);
});

test("V3: a basket that turns out to be paid gives its receipt", async () => {
  const { ports } = aPlatform([problem(400, "BASKET_NOT_OPEN")], "BASKET_STATE_PAID");
  expect(await settleAttempt(ports, "bsk_1", attempt)).toEqual({ outcome: "paid", receipt });
});

test("a basket that was given up is a refusal", async () => {
  const { ports } = aPlatform([problem(400, "BASKET_NOT_OPEN")], "BASKET_STATE_VOIDED");
  expect(await settleAttempt(ports, "bsk_1", attempt)).toMatchObject({ outcome: "refused" });
});

test("V3: a basket that is still being checked out is asked for again, not given up", async () => {
  const script = [problem(400, "BASKET_NOT_OPEN"), problem(400, "BASKET_NOT_OPEN")];
  const { ports, seen } = aPlatform(script, "BASKET_STATE_CHECKING_OUT", "BASKET_STATE_PAID");
  expect(await settleAttempt(ports, "bsk_1", attempt)).toEqual({ outcome: "paid", receipt });
  expect(seen.unknown).toBe(1);
});

test("V3: after a reload the basket cannot be saved, since it is being paid; the same key still gives the receipt", async () => {
  const { ports, checkouts } = aPlatform([receipt]);
  const reloaded = { ...ports, saveBasket: async () => Promise.reject(problem(400, "BASKET_NOT_OPEN")) };
  expect(await settleAttempt(reloaded, "bsk_1", attempt)).toEqual({ outcome: "paid", receipt });
  expect(checkouts).toEqual([[request, "key_1"]]);
});

test("a basket that is refused for another reason is not paid", async () => {
  const { ports, checkouts } = aPlatform([receipt]);
  const refusing = { ...ports, saveBasket: async () => Promise.reject(problem(404, "ITEM_NOT_FOUND")) };
  expect(await settleAttempt(refusing, "bsk_1", attempt)).toMatchObject({ refusal: { reason: "ITEM_NOT_FOUND" } });
  expect(checkouts).toEqual([]);
});

test("an ended session leaves the attempt as it is", async () => {
  const { ports } = aPlatform([problem(401, "UNAUTHENTICATED")]);
  expect(await settleAttempt(ports, "bsk_1", attempt)).toEqual({ outcome: "signedOut" });
});

test("P3: the first questions come quickly, and none later than five seconds after the last", () => {
  expect([1, 2, 5, 60].map(pauseMs)).toEqual([1_000, 2_000, 5_000, 5_000]);
});

test.each(["TRADE_NOT_PAYABLE", "TRADE_EXPIRED", "BASKET_NOT_OPEN"])(
  "V3: %s says how an earlier try ended only with the basket: open again is certainly not charged",
  async (reason) => {
    const released = aPlatform([problem(400, reason)], "BASKET_STATE_OPEN");
    expect(await settleAttempt(released.ports, "bsk_1", attempt)).toEqual({
      outcome: "refused",
      refusal: { reason, detail: `detail of ${reason}`, isReleased: true },
    });
    const paid = aPlatform([problem(400, reason)], "BASKET_STATE_PAID");
    expect(await settleAttempt(paid.ports, "bsk_1", attempt)).toEqual({ outcome: "paid", receipt });
    const underWay = aPlatform([problem(400, reason), receipt], "BASKET_STATE_CHECKING_OUT");
    expect(await settleAttempt(underWay.ports, "bsk_1", attempt)).toEqual({ outcome: "paid", receipt });
    expect(underWay.checkouts).toEqual(Array(2).fill([request, "key_1"]));
    const voided = aPlatform([problem(400, reason)], "BASKET_STATE_VOIDED");
    expect(await settleAttempt(voided.ports, "bsk_1", attempt)).toEqual({
      outcome: "refused",
      refusal: { reason, detail: `detail of ${reason}` },
    });
  },
);

test("the item that is short is told", async () => {
  const metadata = { barcode: "6901234567892" };
  const short = new ApiProblem({ status: 400, reason: "STOCK_INSUFFICIENT", detail: "", retryable: false, metadata });
  expect(await settleAttempt(aPlatform([short]).ports, "bsk_1", attempt)).toEqual({
    outcome: "refused",
    refusal: { reason: "STOCK_INSUFFICIENT", detail: "", barcode: "6901234567892" },
  });
});
