/**
 * Goal: a notice of a channel is as good as the answer to a query, and never better (P21, P32). Method: payments and the real parties on one node, whose notices
 * a mailbox of the test catches and hands over when and how the test wants.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Caller, serviceCaller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { aKey, startTestNode, type TestNode } from "../../../kernel/harness/test-node.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { OutsideServiceDefinition } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import {
  PaymentsServiceDefinition,
  type Trade,
  TradeState,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { outside } from "../../outside/outside.service.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { payments } from "../payments.service.ts";
import { aPayment, cny, MERCHANT } from "../testing/builders.ts";
import { callers } from "../testing/payments-world.ts";
import { runJanitor } from "../testing/run-janitor.ts";

interface Notice {
  readonly channelId: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

let clock: FixedClock;
let node: TestNode;
let mailbox: Server;
let caught: (notice: Notice) => void;
beforeAll(async () => {
  mailbox = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    response.writeHead(204).end();
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    caught({ channelId: request.url!.split("/").at(-1)!, headers, body: Buffer.concat(chunks) });
  });
  await new Promise<void>((resolve) => mailbox.listen(0, "127.0.0.1", resolve));
  const noticeUrl = `http://127.0.0.1:${(mailbox.address() as AddressInfo).port}`;
  clock = fixedClock("2026-11-23T02:00:00.000Z");
  node = await startTestNode({ modules: [payments, outside], demo: true, clock, config: { noticeUrl } });
});
afterAll(async () => {
  await node.stop();
  mailbox.closeAllConnections();
  mailbox.close();
});

const parties = () => node.as(serviceCaller("test"), OutsideServiceDefinition);
const as = (caller: Caller): Client<typeof PaymentsServiceDefinition> => node.as(caller, PaymentsServiceDefinition);
const receive = (notice: Notice) => as(serviceCaller("gateway")).receiveChannelNotice(notice);
const query = ({ tradeId }: Trade) =>
  as(callers.cashier).queryTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" });

const rows = <Row>(model: string, filter: object) =>
  node.store("payments").connection.model(model).find(filter).lean<Row[]>();
const attemptOf = async ({ tradeId }: Trade) =>
  (
    await rows<{ _id: string; state: string; nextQueryTime?: Date; queries?: number }>("PaymentAttempt", { tradeId })
  )[0]!;

/** Everything that a notice could change. */
const everything = async () =>
  JSON.stringify(
    await Promise.all(["Trade", "PaymentAttempt", "LedgerEntry", "LedgerAccount"].map((model) => rows(model, {}))),
    (_, value) => (typeof value === "bigint" ? `${value}n` : value),
  );

const nextNotice = () =>
  new Promise<Notice>((resolve) => {
    caught = resolve;
  });

/** A payment that waits for its payer's password at the channel, and a way to give it: what the party then tells. */
const waiting = async (channelId: string) => {
  const terms = { channelId, accountId: "", holderName: "赵敏", confirmOver: 1n, frozen: false };
  const { accountId } = await parties().createOutsideAccount({ ...terms, balance: cny(100_000n) });
  const { paymentCode } = await parties().issueOutsideCode({ accountId });
  const trade = await as(callers.cashier).payTrade(aPayment({ paymentCode }), { idempotencyKey: aKey() });
  expect(trade.state).toBe(TradeState.TRADE_STATE_PAYING);
  const { _id: orderNumber } = await attemptOf(trade);
  const confirm = async () => {
    const notice = nextNotice();
    await parties().confirmOutsideOrder({ channelId, orderNumber, refuse: false });
    return notice;
  };
  return { trade, orderNumber, confirm };
};

const janitor = async (seconds: number) => {
  for (let second = 0; second < seconds; second++) {
    clock.advance(1_000);
    await runJanitor(node.node);
  }
};

describe.each([
  ["wechat-like", '{"code":"SUCCESS","message":"成功"}', '{"code":"FAIL","message":"失败"}'],
  ["unionpay-like", "ok", "fail"],
])("%s", (channelId, taken, refused) => {
  test("P21: what waits is paid by its notice, without a question; told twice it changes nothing (P32)", async () => {
    const { trade, confirm } = await waiting(channelId);
    const notice = await confirm();
    expect(await receive(notice)).toMatchObject({ httpStatus: 200, body: taken });
    expect(await query(trade)).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS, paidAmount: cny(10_000n) });
    const before = await everything();
    expect(await receive(notice)).toMatchObject({ httpStatus: 200, body: taken });
    expect(await everything()).toBe(before);
  });

  test("P21: altered, unsigned, or posted to another channel's address, it is refused in the same words and changes nothing", async () => {
    const { trade, confirm } = await waiting(channelId);
    const notice = await confirm();
    const before = await everything();
    const altered = Buffer.from(notice.body);
    const at = Math.floor(altered.length / 2);
    altered[at] = altered[at] === 0x30 ? 0x31 : 0x30;
    const refusals = await Promise.all([
      receive({ ...notice, body: altered }),
      receive({ ...notice, body: Buffer.alloc(0) }),
      receive({ ...notice, headers: {}, body: Buffer.from("{}") }),
    ]);
    for (const refusal of refusals) expect(refusal).toMatchObject({ httpStatus: 400, body: refused });
    const other = channelId === "wechat-like" ? "unionpay-like" : "wechat-like";
    expect(await receive({ ...notice, channelId: other })).toMatchObject({ httpStatus: 400 });
    expect(await everything()).toBe(before);
    expect((await query(trade)).state).toBe(TradeState.TRADE_STATE_PAYING);
  });

  test.each([
    ["merchant", { merchantId: "mer_other" }],
    ["amount", { amount: 9_999n }],
    ["currency", { currencyCode: "HKD" }],
    ["channel", { channelId: "bank-card" }],
    ["order", { _id: "att_another1" }],
  ])("P21: of an attempt with another %s it changes nothing", async (_what, change) => {
    const { trade, confirm } = await waiting(channelId);
    const attempts = node.store("payments").connection.model("PaymentAttempt");
    const attempt = (await attempts.findOne({ tradeId: trade.tradeId }).lean<{ _id: string }>())!;
    await attempts.deleteOne({ _id: attempt._id });
    await attempts.collection.insertOne({ ...attempt, ...change } as never);
    const notice = await confirm();
    const before = await everything();
    expect(await receive(notice)).toMatchObject({ httpStatus: 400, body: refused });
    expect(await everything()).toBe(before);
    // As it was: the janitor is to end it like any other.
    await attempts.deleteOne({ tradeId: trade.tradeId });
    await attempts.collection.insertOne(attempt as never);
  });

  test("P32: overtaken by the reverse, it is not believed: the channel is asked, and nothing was taken twice", async () => {
    const { trade, confirm } = await waiting(channelId);
    const notice = await confirm();
    clock.advance(16_000);
    const ref = { merchantId: MERCHANT, tradeId: trade.tradeId, merchantTradeId: "", keepPaid: false };
    await as(callers.cashier).reverseTrade(ref);
    await janitor(8);
    const reversed = await attemptOf(trade);
    expect(reversed.state).toBe("REVERSED");
    expect(await receive(notice)).toMatchObject({ httpStatus: 200, body: taken });
    expect(await attemptOf(trade)).toMatchObject({ state: "REVERSED", nextQueryTime: clock.now() });
    await janitor(1);
    const { state, queries, nextQueryTime } = await attemptOf(trade);
    expect([state, queries]).toEqual(["REVERSED", reversed.queries]);
    expect(nextQueryTime! > clock.now()).toBe(true);
    expect((await query(trade)).state).toBe(TradeState.TRADE_STATE_REVERSED);
    // However often it is told again: what is late is still looked for (P8).
    for (let told = 0; told < 3; told++) await receive(notice);
    await janitor(1);
    expect((await attemptOf(trade)).nextQueryTime! > clock.now()).toBe(true);
  });
});

test("P25: the ledger is whole", async () => {
  await janitor(100);
  expect((await verifyLedger(node.store("payments"))).mismatches).toEqual([]);
});

test("a channel that there is not is not found", async () => {
  const nobody = { channelId: "nobody", headers: {}, body: Buffer.from("{}") };
  expect(await receive(nobody)).toMatchObject({ httpStatus: 404, body: "" });
});

test("it is for services: nobody who calls at a door can hand a notice over", async () => {
  const notice = { channelId: "wechat-like", headers: {}, body: Buffer.alloc(0) };
  await expect(as(callers.anonymous).receiveChannelNotice(notice)).rejects.toMatchObject({ reason: "CALLER_UNKNOWN" });
  for (const who of [callers.cashier, callers.shopper1, callers.operator])
    await expect(as(who).receiveChannelNotice(notice)).rejects.toMatchObject({ reason: "CALLER_NOT_ALLOWED" });
});
