import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  PaymentsServiceDefinition,
  PayTradeRequest,
  Trade,
  TradeState,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { anonymous, type Caller, serviceCaller } from "../../auth/caller.ts";
import { defineReasons, type ReasonError } from "../../errors/reason.ts";
import { fixedClock } from "../../time/clock.ts";
import type { CallContext, Client, Handler, Handlers } from "../contract.ts";

/** The clock of both sides; it stands still. */
export const clock = fixedClock();
const reasons = defineReasons("payments", {
  BALANCE_INSUFFICIENT: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "余额不足 {missing}",
    en: "Short of {missing}",
  },
});
const cashier: Caller = { kind: "staff", id: "stf_1", tenantId: "mer_1", siteIds: ["str_1"], roles: ["cashier"] };

export const request = (subject: string): PayTradeRequest => ({
  ...PayTradeRequest.create(),
  merchantId: "mer_1",
  storeId: "str_1",
  merchantTradeId: "t-1",
  amount: { minorUnits: 2n ** 53n + 1n, currencyCode: "CNY" },
  subject,
  paymentCode: "",
});

let seen: CallContext | undefined;

/** Answers by subject: `refuse`, `break`, `replay`, `slow`, else the request's own fields. */
const payTrade: Handler<PayTradeRequest, Trade> = async ({ subject, amount }, context) => {
  seen = context;
  if (subject === "refuse") throw reasons.error("BALANCE_INSUFFICIENT", { metadata: { missing: "0.01 CNY" } });
  if (subject === "break") throw new Error("secret detail of a fault");
  if (subject === "replay") context.markReplayed();
  if (subject === "slow") await new Promise((resolve) => setTimeout(resolve, 400));
  return Trade.fromPartial({
    tradeId: "trd_abcd",
    subject,
    amount,
    state: TradeState.TRADE_STATE_SUCCESS,
    payTime: context.now,
  });
};

const unused = async () => {
  throw new Error("not under test");
};

/** A service of the payments contract of which only payTrade answers. */
export const handlers = Object.fromEntries(
  Object.keys(PaymentsServiceDefinition.methods).map((name) => [name, name === "payTrade" ? payTrade : unused]),
) as unknown as Handlers<typeof PaymentsServiceDefinition>;

/** Who calls where a call names nobody. */
export const self = serviceCaller("till");

/** A client of the service and how to end what is behind it. */
export interface House {
  readonly payments: Client<typeof PaymentsServiceDefinition>;
  stop(): Promise<void>;
}

/** What a call must mean whichever way it takes. */
export const callCases = (open: () => Promise<House>): void => {
  let house: House;
  let payments: Client<typeof PaymentsServiceDefinition>;
  const key = { idempotencyKey: "k-1" };

  beforeAll(async () => {
    house = await open();
    payments = house.payments;
  });
  afterAll(() => house?.stop());

  const refusal = (subject: string, options: object = key): Promise<ReasonError> =>
    payments.payTrade(request(subject), options).then(
      () => Promise.reject(new Error("was not refused")),
      (error: ReasonError) => error,
    );

  test("gives the message back, int64 and time exact", async () => {
    const trade = await payments.payTrade(request("milk"), key);
    expect(trade).toMatchObject({
      amount: { minorUnits: 2n ** 53n + 1n },
      payTime: clock.now(),
      state: TradeState.TRADE_STATE_SUCCESS,
    });
  });

  test("carries caller, key and deadline", async () => {
    const deadline = new Date(clock.now().getTime() + 3_000);
    await payments.payTrade(request("milk"), { caller: cashier, idempotencyKey: "k-2", deadline });
    expect(seen).toMatchObject({ caller: cashier, idempotencyKey: "k-2" });
    // A span crosses, not an instant: what the way took is gone from it.
    expect(deadline.getTime() - (seen?.deadline.getTime() ?? 0)).toBeLessThan(1_000);
    expect(seen?.deadline.getTime()).toBeLessThanOrEqual(deadline.getTime());
  });

  test("is the calling service's own where no caller is named", async () => {
    await payments.payTrade(request("milk"), key);
    expect(seen?.caller).toEqual(self);
    expect(seen?.caller).not.toEqual(anonymous);
  });

  test("brings a reason back with all that belongs to it", async () => {
    const error = await refusal("refuse");
    expect({ ...error, text: error.localized("zh") }).toMatchObject({
      domain: "payments",
      reason: "BALANCE_INSUFFICIENT",
      row: { code: "FAILED_PRECONDITION", retryable: false },
      metadata: { missing: "0.01 CNY" },
      text: "余额不足 0.01 CNY",
    });
  });

  test("never shows the inside of a fault", async () => {
    const error = await refusal("break");
    expect(error.reason).toBe("INTERNAL");
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain("secret detail");
  });

  test("P14: tells a replay from a first answer", async () => {
    let replays = 0;
    const markReplayed = () => {
      replays++;
    };
    await payments.payTrade(request("milk"), { ...key, markReplayed });
    expect(replays).toBe(0);
    await payments.payTrade(request("replay"), { ...key, markReplayed });
    expect(replays).toBe(1);
  });

  test("is refused without the key that it needs", async () =>
    expect((await refusal("milk", {})).reason).toBe("IDEMPOTENCY_KEY_MISSING"));

  test("ends with its deadline, and says that the result is unknown", async () => {
    const deadline = new Date(clock.now().getTime() + 100);
    expect(await refusal("slow", { ...key, deadline })).toMatchObject({
      reason: "DEADLINE_PASSED",
      row: { retryable: true },
    });
  });

  test("is not even sent when its deadline has passed", async () => {
    seen = undefined;
    expect((await refusal("milk", { ...key, deadline: clock.now() })).reason).toBe("DEADLINE_PASSED");
    expect(seen).toBeUndefined();
  });

  test("an inner call made with the outer context does not pass the outer's replay mark or signal on", async () => {
    await payments.payTrade(request("milk"), { caller: cashier, ...key });
    expect(Object.keys({ ...seen }).sort()).toEqual(["caller", "deadline", "idempotencyKey", "now"]);
  });
};
