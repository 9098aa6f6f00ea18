/**
 * Goal: a channel that lets everybody wait delays what went through it, and nobody else (P3). Method: two scripted channels, of which one answers no question
 * before the test lets it.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { fixedClock } from "../../../kernel/time/clock.ts";
import { RefundState, type Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { RECOVERY } from "../config.ts";
import { aPayment, aRefund, aWechatCode, MERCHANT } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { type ScriptedChannel, scriptedChannel } from "../testing/scripted-channel.ts";

const clock = fixedClock("2026-03-01T04:00:00.000Z");
let codes = 0;
const aUnionpayCode = (): string => `62${String(codes++).padStart(17, "0")}`;

let hanging: ScriptedChannel;
let other: ScriptedChannel;
let world: PaymentsWorld;
beforeAll(async () => {
  hanging = scriptedChannel({ channelId: "wechat-like", clock });
  other = scriptedChannel({ channelId: "unionpay-like", clock });
  world = await startPaymentsWorld({ channels: [hanging, other], clock });
});
afterAll(() => world.stop());

const pay = (paymentCode: string): Promise<Trade> =>
  world.as("cashier").payTrade(aPayment({ paymentCode }), { idempotencyKey: aKey() });
const stateOf = async ({ tradeId }: Trade): Promise<TradeState> =>
  (await world.as("cashier").queryTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" })).state;

test("P3: while one channel hangs, payments and refunds of others are found out; at the one no more are asked at once than its lanes", async () => {
  const paid = await pay(aUnionpayCode());
  other.plan("refund", { fate: "unheard" });
  const request = aRefund(paid.tradeId);
  expect(await world.as("cashier").refundTrade(request)).toMatchObject({ state: RefundState.REFUND_STATE_PENDING });
  hanging.plan("pay", ...Array.from({ length: RECOVERY.lanes + 4 }, () => ({ fate: "unheard" }) as const));
  const stuck = await Promise.all(Array.from({ length: RECOVERY.lanes + 4 }, () => pay(aWechatCode())));
  other.plan("pay", { fate: "unheard" });
  const waiting = await pay(aUnionpayCode());
  clock.advance(5_000);

  let letGo: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let asked = 0;
  const query = hanging.query;
  hanging.query = async (payment, signal) => {
    asked++;
    await held;
    return query(payment, signal);
  };
  const hangs = world.runJob("recover-wechat-like");
  while (asked < RECOVERY.lanes) await new Promise(setImmediate);
  await world.runJob("recover-unionpay-like");
  expect(await stateOf(waiting)).toBe(TradeState.TRADE_STATE_SUCCESS);
  const { tradeId, merchantRefundId } = request;
  const ref = { merchantId: MERCHANT, tradeId, merchantTradeId: "", merchantRefundId };
  expect((await world.as("cashier").queryRefund(ref)).state).toBe(RefundState.REFUND_STATE_SUCCESS);
  expect(asked).toBe(RECOVERY.lanes);
  letGo();
  await hangs;
  expect(new Set(await Promise.all(stuck.map(stateOf)))).toEqual(new Set([TradeState.TRADE_STATE_SUCCESS]));
});

test("P24: a refund that an older version wrote without its channel is asked about all the same", async () => {
  const paid = await pay(aUnionpayCode());
  other.plan("refund", { fate: "unheard" });
  const { refundId } = await world.as("cashier").refundTrade(aRefund(paid.tradeId));
  await world.store.connection.model("Refund").updateOne({ _id: refundId }, { $unset: { channelId: 1 } });
  clock.advance(5_000);
  await world.runJob("recover-payments");
  expect(await world.rows("Refund", { _id: refundId })).toMatchObject([{ state: "SUCCESS" }]);
});
