/** A whole till without a page, against a small platform that answers at once; reloading is opening another till over the same storage. */
import { describe, expect, test } from "@jest/globals";
import { ApiProblem, Unanswered } from "../api/problem.ts";
import { openTill } from "./open-till.ts";
import { aPlatform, aStorage, CODE, MILK, withNetwork } from "./testing/small-platform.ts";
import type { TillPorts } from "./till-core.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a sale", () => {
  test("V3: basket, key and code are stored before they are sent; the total that was shown is sent along", async () => {
    const { ports, checkouts, puts } = aPlatform();
    const till = openTill(ports);
    await till.scan(MILK.barcode);
    await till.scan(MILK.barcode);
    till.act({ type: "tenderOpened" });
    await till.scan(CODE);
    const lines = [{ barcode: MILK.barcode, quantity: 2 }];
    expect(puts.at(-1)).toEqual({ basketId: "bsk_1", storeId: "str_1", tillId: "T-1", lines });
    const expectedTotal = { minorUnits: "1100", currencyCode: "CNY" };
    expect(checkouts).toEqual([
      {
        key: "key_2",
        body: { basketId: "bsk_1", paymentCode: CODE, expectedTotal },
        stored: expect.objectContaining({
          screen: "charging",
          basketId: "bsk_1",
          attempt: { idempotencyKey: "key_2", paymentCode: CODE, expectedTotal },
        }),
      },
    ]);
    expect(till.state.get()).toMatchObject({ screen: "paid", receipt: { receiptNumber: "0001" } });
  });

  test("V3: the payment code is forgotten when the result is known", async () => {
    const { ports, store } = aPlatform();
    const till = openTill(ports);
    await till.scan(MILK.barcode);
    till.act({ type: "tenderOpened" });
    await till.scan(CODE);
    expect(JSON.stringify(store.read())).not.toContain(CODE);
  });

  test("an item that is scanned after the sale begins the next one", async () => {
    const { ports } = aPlatform();
    const till = openTill(ports);
    await till.scan(MILK.barcode);
    till.act({ type: "tenderOpened" });
    await till.scan(CODE);
    await till.scan(MILK.barcode);
    expect(till.state.get()).toMatchObject({ screen: "items", basketId: "bsk_3", lines: [{ quantity: 1 }] });
  });
});

describe("V3: a reload in the middle", () => {
  test("V3: the same key, code and total are sent again, once the platform answers", async () => {
    const storage = aStorage();
    const dead = aPlatform({ checkOutBasket: () => new Promise(() => {}) }, storage);
    const before = openTill(dead.ports);
    await before.scan(MILK.barcode);
    before.act({ type: "tenderOpened" });
    void before.scan(CODE);
    await settle();
    const notOpen = new ApiProblem({ status: 409, reason: "BASKET_NOT_OPEN", detail: "", retryable: false });
    const { ports, checkouts, notices } = aPlatform({ putBasket: async () => Promise.reject(notOpen) }, storage);
    const reloaded = openTill(ports);
    await settle();
    expect(notices).toEqual([]);
    expect(checkouts.map(({ key, body }) => [key, body])).toEqual([
      ["key_2", { basketId: "bsk_1", paymentCode: CODE, expectedTotal: { minorUnits: "550", currencyCode: "CNY" } }],
    ]);
    expect(reloaded.state.get().screen).toBe("paid");
  });

  test("V3: pressing twice while the attempt is out sends nothing of its own", async () => {
    let answer: (() => void) | undefined;
    const keys: string[] = [];
    const { ports } = aPlatform({
      checkOutBasket: (body, key) => {
        keys.push(key);
        return new Promise((resolve) => {
          answer = () => resolve({ basketId: body.basketId ?? "" });
        });
      },
    });
    const till = openTill(ports);
    await till.scan(MILK.barcode);
    till.act({ type: "tenderOpened" });
    void till.scan(CODE);
    await settle();
    await till.scan(CODE);
    await till.scan("281234567800000002");
    till.resume();
    await settle();
    answer?.();
    await settle();
    expect(keys).toEqual(["key_2"]);
    expect(till.state.get().screen).toBe("paid");
  });
});

describe("what is not taken", () => {
  test("V2: a payment code while items are rung up, and an unknown item, are told and change nothing", async () => {
    const { ports, notices } = aPlatform();
    const till = openTill(ports);
    await till.scan(CODE);
    await till.scan("4006381333931");
    expect(notices).toEqual([
      { tone: "bad", text: "scanItemsFirst" },
      { tone: "bad", text: "tillItemUnknown", parameters: { barcode: "4006381333931" } },
    ]);
    expect(till.state.get().lines).toEqual([]);
  });

  test("an item that cannot be looked up is told", async () => {
    const { ports, notices } = aPlatform({ findItem: async () => Promise.reject(new Unanswered(new Error("down"))) });
    await openTill(ports).scan(MILK.barcode);
    expect(notices).toEqual([{ tone: "bad", text: "tillItemUnanswered" }]);
  });

  test("P10: a refused code leaves the basket at the tender, and the next code has a key of its own", async () => {
    const keys: string[] = [];
    const { ports } = aPlatform({
      checkOutBasket: async (body, key) => {
        keys.push(key);
        if (keys.length > 1) return { basketId: body.basketId ?? "" };
        throw new ApiProblem({ status: 409, reason: "PAYMENT_CODE_SPENT", detail: "已使用", retryable: false });
      },
    });
    const till = openTill(ports);
    await till.scan(MILK.barcode);
    till.act({ type: "tenderOpened" });
    await till.scan(CODE);
    expect(till.state.get()).toMatchObject({ screen: "tender", refusal: { reason: "PAYMENT_CODE_SPENT" } });
    await till.scan("281234567800000002");
    expect(till.state.get().screen).toBe("paid");
    expect(keys).toEqual(["key_2", "key_3"]);
  });
});

describe("what the cashier is told", () => {
  test("more than the shelf has: at once, and nothing is refused", async () => {
    const { ports, notices } = aPlatform({ findItem: async () => ({ ...MILK, availableQuantity: 1 }) });
    const till = openTill(ports);
    await till.scan(MILK.barcode);
    await till.scan(MILK.barcode);
    expect(notices.map(({ tone, text }) => [tone, text])).toEqual([
      ["good", undefined],
      ["bad", "tillOnlyLeft"],
    ]);
    expect(notices[1]).toMatchObject({ names: { name: "Milk" }, parameters: { count: 1 } });
    expect(till.state.get().lines[0]?.quantity).toBe(2);
  });

  test("a refusal for want of stock asks the shelf again", async () => {
    let available = 5;
    const metadata = { barcode: MILK.barcode };
    const { ports } = aPlatform({
      findItem: async () => ({ ...MILK, availableQuantity: available }),
      checkOutBasket: async () => {
        throw new ApiProblem({
          status: 400,
          reason: "STOCK_INSUFFICIENT",
          detail: "库存不足",
          retryable: false,
          metadata,
        });
      },
    });
    const till = openTill(ports);
    await till.scan(MILK.barcode);
    till.act({ type: "tenderOpened" });
    available = 0;
    await till.scan(CODE);
    expect(till.state.get()).toMatchObject({
      screen: "items",
      lines: [{ barcode: MILK.barcode, available: 0 }],
      refusal: { barcode: MILK.barcode },
    });
  });

  test("a payment code: before any item, before the tender, and without a network", async () => {
    let isOffline = false;
    const { ports, notices, checkouts } = aPlatform({ offline: withNetwork({ isCutOff: () => isOffline }) });
    const till = openTill(ports);
    await till.scan(CODE);
    await till.scan(MILK.barcode);
    await till.scan(CODE);
    till.act({ type: "tenderOpened" });
    isOffline = true;
    await till.scan(CODE);
    expect(notices.map(({ text }) => text)).toEqual([
      "scanItemsFirst",
      undefined,
      "scanCodeTooEarly",
      "offlineNotAgreed",
    ]);
    expect([till.state.get().screen, checkouts]).toEqual(["tender", []]);
  });
});

describe("a payment that waits for its payer", () => {
  const inProgress = (waitsFor: string) =>
    new ApiProblem({
      ...{ status: 409, reason: "CHECKOUT_IN_PROGRESS", detail: "", retryable: true },
      metadata: { merchantTradeId: "bsk_1-1", waitsFor },
    });
  const notCompleted = new ApiProblem({ status: 400, reason: "PAYMENT_NOT_COMPLETED", detail: "…", retryable: false });

  /** A till that has charged, against a platform that waits for the payer until `ends` is called; every call is noted. */
  const aWaitingTill = async (overrides: Partial<TillPorts> = {}, storage = aStorage()) => {
    const calls: unknown[] = [];
    let end: ApiProblem | "paid" | undefined;
    let wake = () => {};
    const { ports } = aPlatform(
      {
        checkOutBasket: async (body, key) => {
          calls.push(key);
          if (end === undefined) throw inProgress("PAYER");
          if (end !== "paid") throw end;
          return { basketId: body.basketId ?? "", receiptNumber: "0001" };
        },
        reverseTrade: async (request) => {
          calls.push(request);
          end ??= notCompleted;
        },
        sleep: () =>
          new Promise((resolve) => {
            wake = resolve;
          }),
        putBasket: async ({ basketId }) => ({ basketId: basketId ?? "", lines: [MILK] }),
        ...overrides,
      },
      storage,
    );
    const till = openTill(ports);
    if (till.state.get().screen === "items") {
      void till.scan(MILK.barcode);
      await settle();
      till.act({ type: "tenderOpened" });
      void till.scan(CODE);
    }
    await settle();
    return {
      till,
      calls,
      ends: async (how: ApiProblem | "paid") => {
        end = how;
        wake();
        await settle();
      },
    };
  };

  test("P14: the till says so, asks on with the same key, and gets the receipt", async () => {
    const { till, calls, ends } = await aWaitingTill();
    const waiting = { merchantTradeId: "bsk_1-1", waitsFor: "PAYER" };
    expect(till.state.get()).toMatchObject({ screen: "charging", unanswered: 0, waiting });
    await ends("paid");
    expect(till.state.get().screen).toBe("paid");
    expect(calls).toEqual(["key_2", "key_2"]);
  });

  test("P4: who gives up has the trade reversed unless it is paid, and then hears from the checkout how it ended", async () => {
    const { till, calls } = await aWaitingTill();
    till.giveUp();
    await settle();
    expect(calls).toEqual(["key_2", { merchantTradeId: "bsk_1-1", keepPaid: true }, "key_2"]);
    expect(till.state.get()).toEqual({
      ...{ screen: "tender", basketId: "bsk_1", unanswered: 0, lines: [expect.objectContaining({ quantity: 1 })] },
      refusal: { reason: "PAYMENT_NOT_COMPLETED", detail: "…" },
    });
  });

  test("P5: what turns out to be paid when it is given up is a sale", async () => {
    const storage = aStorage();
    const { till, ends } = await aWaitingTill(
      { reverseTrade: async () => Promise.reject(new Unanswered("…")) },
      storage,
    );
    till.giveUp();
    await settle();
    expect(till.state.get()).toMatchObject({ screen: "charging", isGivenUp: true });
    const again = await aWaitingTill({ reverseTrade: async () => ({}) }, storage);
    await again.ends("paid");
    expect(again.till.state.get().screen).toBe("paid");
    await ends("paid");
  });
});
