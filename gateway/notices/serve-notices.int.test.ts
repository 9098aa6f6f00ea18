/**
 * Goal: what a channel tells by itself is known at once, and what anybody else tells is nothing (P21). Method: the real gateway in front of payments and the
 * real outside parties, which post their notices to it over HTTP; the clock stands still, so no janitor comes by.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { serviceCaller } from "../../kernel/auth/caller.ts";
import { freePort } from "../../kernel/harness/nats-server.ts";
import { aKey, startTestNode, type TestNode } from "../../kernel/harness/test-node.ts";
import { fixedClock } from "../../kernel/time/clock.ts";
import { OutsideServiceDefinition } from "../../proto/gen/paywindow/outside/v1/outside.ts";
import { PaymentsServiceDefinition, type Trade, TradeState } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { outside } from "../../services/outside/outside.service.ts";
import { payments } from "../../services/payments/payments.service.ts";
import { type RunningGateway, startGateway } from "../start-gateway.ts";

const MERCHANT = "mer_demomarket";
const CHANNEL = "wechat-like";

let node: TestNode;
let gateway: RunningGateway;
beforeAll(async () => {
  const port = await freePort();
  const config = { noticeUrl: `http://127.0.0.1:${port}`, httpPort: port, rateLimit: 0 };
  const clock = fixedClock("2026-11-23T02:00:00.000Z");
  node = await startTestNode({ modules: [payments, outside], demo: true, clock, config });
  const settings = { ...node.node.config, ...config };
  gateway = await startGateway({ node: node.node, config: settings, definitions: [PaymentsServiceDefinition] });
});
afterAll(async () => {
  await gateway.stop();
  await node.stop();
});

const till = () => node.as(serviceCaller("supermarket"), PaymentsServiceDefinition);
const parties = () => node.as(serviceCaller("test"), OutsideServiceDefinition);

/** A payment that waits for its payer's password at the WeChat-like wallet. */
const waiting = async (): Promise<{ trade: Trade; orderNumber: string }> => {
  const terms = { channelId: CHANNEL, accountId: "", holderName: "赵敏", confirmOver: 1n, frozen: false };
  const amount = { minorUnits: 10_000n, currencyCode: "CNY" };
  const { accountId } = await parties().createOutsideAccount({ ...terms, balance: amount });
  const { paymentCode } = await parties().issueOutsideCode({ accountId });
  const claim = { merchantId: MERCHANT, storeId: "str_demomarket1", merchantTradeId: aKey(), amount, subject: "苹果" };
  const rest = { notifyUrl: "", operatorId: "", terminalId: "", passbackParams: "", goodsCategory: "", body: "" };
  const request = { ...claim, ...rest, paymentCode, lifetimeS: 0, scene: 0 as const };
  const trade = await till().payTrade(request, { idempotencyKey: aKey() });
  const attempts = node.store("payments").connection.model("PaymentAttempt");
  const attempt = await attempts.findOne({ tradeId: trade.tradeId }).lean<{ _id: string }>();
  return { trade, orderNumber: attempt!._id };
};

const stateOf = async ({ tradeId }: Trade): Promise<TradeState> =>
  (await till().queryTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" })).state;

const post = (channelId: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.httpAddress}/channel-notices/${channelId}`, { method: "POST", headers, body });

test("P21: a payment that waits at the channel is paid as soon as its payer has confirmed, by the channel's notice alone", async () => {
  const { trade, orderNumber } = await waiting();
  expect(await stateOf(trade)).toBe(TradeState.TRADE_STATE_PAYING);
  await parties().confirmOutsideOrder({ channelId: CHANNEL, orderNumber, refuse: false });
  while ((await stateOf(trade)) === TradeState.TRADE_STATE_PAYING)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await stateOf(trade)).toBe(TradeState.TRADE_STATE_SUCCESS);
});

test("P21: a forged notice is refused without a word about why, and changes nothing", async () => {
  const { trade, orderNumber } = await waiting();
  const forged = JSON.stringify({ out_trade_no: orderNumber, trade_state: "SUCCESS" });
  const headers = { "content-type": "application/json", "wechatpay-signature": "AAAA", "wechatpay-serial": "1" };
  const answer = await post(CHANNEL, forged, headers);
  expect([answer.status, await answer.json()]).toEqual([400, { code: "FAIL", message: "失败" }]);
  expect(await stateOf(trade)).toBe(TradeState.TRADE_STATE_PAYING);
});

test.each([
  ["a channel that there is not", "nobody", "{}", 404],
  ["more than a notice can be", CHANNEL, "x".repeat(20_000), 413],
  ["nothing at all", CHANNEL, "", 400],
])("%s", async (_what, channelId, body, status) => {
  expect((await post(channelId, body)).status).toBe(status);
});
