/**
 * Goal: a call means the same whether its service runs in this process or on another node: message, reason, caller, key, deadline and replay mark all
 * arrive. Method: the same cases through a local broker and through two brokers with Moleculer's in-memory transporter and CBOR.
 */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pino } from "pino";
import {
  PaymentsServiceDefinition,
  type PayTradeRequest,
  Trade,
  TradeState,
} from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Caller } from "../auth/caller.ts";
import { anonymous, serviceCaller } from "../auth/caller.ts";
import { createBroker } from "../broker/create-broker.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import { defineReasons, type ReasonError } from "../errors/reason.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { fixedClock } from "../time/clock.ts";
import { bindActions } from "./bind-actions.ts";
import { createClientFactory } from "./client.ts";
import type { CallContext, Client, Handler, Handlers } from "./contract.ts";

const clock = fixedClock();
const log = pino({ level: "silent" });
const reasons = defineReasons("payments", {
  BALANCE_INSUFFICIENT: {
    code: "FAILED_PRECONDITION",
    retryable: false,
    zh: "余额不足 {missing}",
    en: "Short of {missing}",
  },
});
const cashier: Caller = { kind: "staff", id: "stf_1", tenantId: "mer_1", siteIds: ["str_1"], roles: ["cashier"] };

const request = (subject: string): PayTradeRequest => ({
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

const handlers = Object.fromEntries(
  Object.keys(PaymentsServiceDefinition.methods).map((name) => [name, name === "payTrade" ? payTrade : unused]),
) as unknown as Handlers<typeof PaymentsServiceDefinition>;

const open = async (where: "local" | "remote") => {
  const namespace = `contract-${randomBytes(4).toString("hex")}`;
  const overrides =
    where === "remote" ? ({ namespace, transporter: "Fake", serializer: "CBOR" } as const) : { namespace };
  const answering = createBroker({ nodeId: "answering", log, overrides });
  answering.createService(
    bindActions({
      definition: PaymentsServiceDefinition,
      handlers: handlers as never,
      clock,
      log,
      metrics: createMetrics(),
    }),
  );
  const calling = where === "remote" ? createBroker({ nodeId: "calling", log, overrides }) : answering;
  await answering.start();
  if (calling !== answering) await calling.start();
  if (where === "remote") await calling.waitForServices("payments", 5_000);
  const client = createClientFactory({ broker: calling, clock, self: serviceCaller("till") });
  const stop = async () => {
    if (calling !== answering) await calling.stop();
    await answering.stop();
  };
  return { payments: client(PaymentsServiceDefinition), answering, stop };
};

describe.each(["local", "remote"] as const)("a call to a %s service", (where) => {
  let house: Awaited<ReturnType<typeof open>>;
  let payments: Client<typeof PaymentsServiceDefinition>;
  const key = { idempotencyKey: "k-1" };

  beforeAll(async () => {
    house = await open(where);
    payments = house.payments;
  });
  afterAll(() => house.stop());

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
    expect(seen).toMatchObject({ caller: cashier, idempotencyKey: "k-2", deadline });
  });

  test("is the calling service's own where no caller is named", async () => {
    await payments.payTrade(request("milk"), key);
    expect(seen?.caller).toEqual(serviceCaller("till"));
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
});

test("a service that no node runs is UNAVAILABLE by name", async () => {
  const broker = createBroker({ nodeId: "alone", log, overrides: { namespace: randomBytes(4).toString("hex") } });
  await broker.start();
  const payments = createClientFactory({ broker, clock, self: serviceCaller("till") })(PaymentsServiceDefinition);
  const call = payments.payTrade(request("milk"), { idempotencyKey: "k" });
  await expect(call).rejects.toMatchObject({ reason: "SERVICE_UNAVAILABLE", metadata: { service: "payments" } });
  await broker.stop();
});

test("every common reason has a message in both languages", () => {
  for (const [reason, row] of Object.entries(commonReasons.rows))
    expect([reason, row.zh.length > 0, row.en.length > 0]).toEqual([reason, true, true]);
});
