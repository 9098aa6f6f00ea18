/**
 * Goal: a merchant's callers read its trades, newest first, page by page, by store, state and time, and nobody else's; and no page is a scan, however many trades
 * there are. Method: the rpc over a real node, every answer against a list sorted whole; the plans by `explain`.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { ListTradesRequest, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { aCreation, aPayment, cny, MERCHANT, STORE } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

const OTHER_STORE = "str_elsewhere1";
const app = { kind: "app", id: "2021000000000001", tenantId: MERCHANT, siteIds: [STORE] } as const;

let world: PaymentsWorld;
const made: { tradeId: string; storeId: string; state: TradeState; createTime?: Date }[] = [];
beforeAll(async () => {
  world = await startPaymentsWorld();
  for (let n = 0; n < 24; n++) {
    if (n % 3 !== 0) world.clock.advance(60_000);
    const storeId = n % 4 === 0 ? OTHER_STORE : STORE;
    const trade = await world.as("service").createTrade(aCreation({ storeId, lifetimeS: 86_400 }));
    const { merchantId, tradeId } = trade;
    if (n % 5 !== 0) made.push(trade);
    else made.push(await world.as("service").closeTrade({ merchantId, tradeId, merchantTradeId: "" }));
  }
  const paid = aPayment({ paymentCode: await world.code(), amount: cny(100n) });
  made.push(await world.as("cashier").payTrade(paid, { idempotencyKey: aKey() }));
  made.reverse();
});
afterAll(() => world.stop());

const ask = (overrides: Partial<ListTradesRequest> = {}): ListTradesRequest => ({
  ...ListTradesRequest.fromPartial({ merchantId: MERCHANT }),
  ...overrides,
});
const idsOf = (trades: readonly { tradeId: string }[]) => trades.map(({ tradeId }) => tradeId);

/** The ids of every page. */
const readAll = async (who: Parameters<PaymentsWorld["as"]>[0], overrides: Partial<ListTradesRequest>) => {
  const ids: string[] = [];
  for (let pageToken = "", pages = 0; pages === 0 || pageToken !== ""; pages++) {
    const answer = await world.as(who).listTrades(ask({ ...overrides, pageToken }));
    ids.push(...idsOf(answer.trades));
    pageToken = answer.nextPageToken;
  }
  return ids;
};

/** The list as it must be: by time, and by id where the time is the same. */
const sorted = (filter: (one: (typeof made)[number]) => boolean) =>
  idsOf(
    made
      .filter(filter)
      .sort(
        (a, b) => (b.createTime?.getTime() ?? 0) - (a.createTime?.getTime() ?? 0) || (a.tradeId < b.tradeId ? 1 : -1),
      ),
  );

test.each([1, 2, 7, 100])("pages of %i: all of it once, the newest first", async (pageSize) =>
  expect(await readAll(app, { pageSize })).toEqual(sorted(() => true)),
);

test("staff see the stores where they work, whether they name one or not", async () => {
  expect(await readAll("cashier", { pageSize: 5 })).toEqual(sorted(({ storeId }) => storeId === STORE));
  expect(await readAll("cashier", { storeId: STORE })).toEqual(sorted(({ storeId }) => storeId === STORE));
  expect(await readAll("elsewhere", {})).toEqual(sorted(({ storeId }) => storeId === OTHER_STORE));
  const both = { ...callers.cashier, siteIds: [STORE, OTHER_STORE] };
  expect(await readAll(both, { pageSize: 3 })).toEqual(sorted(() => true));
});

test("by state and by time", async () => {
  const states: TradeState[] = [TradeState.TRADE_STATE_CLOSED, TradeState.TRADE_STATE_SUCCESS];
  expect(await readAll(app, { states, pageSize: 2 })).toEqual(sorted(({ state }) => states.includes(state)));
  const times = made.map(({ createTime }) => createTime?.getTime() ?? 0).sort((a, b) => a - b);
  const [fromTime, toTime] = [new Date(times[5] ?? 0), new Date(times[15] ?? 0)];
  const within = ({ createTime = new Date(0) }) => createTime >= fromTime && createTime < toTime;
  expect(await readAll(app, { fromTime, toTime, pageSize: 4 })).toEqual(sorted(within));
});

test("a page is read along an index and no further, whatever the filter", async () => {
  const Trade = world.store.connection.model("Trade");
  for (const place of [{ merchantId: MERCHANT }, { merchantId: MERCHANT, storeId: STORE }]) {
    const at = world.clock.now();
    for (const range of [{}, { createTime: { $lte: at }, $or: [{ createTime: { $lt: at } }, { _id: { $lt: "z" } }] }]) {
      const query = Trade.find({ ...place, state: "CREATED", ...range }).sort({ createTime: -1, _id: -1 });
      const plan = (await query.limit(3).explain()) as unknown as {
        queryPlanner: { winningPlan: { stage: string; indexName?: string } };
      };
      // In the index's own order: whoever wants three rows reads three.
      expect(JSON.stringify(plan.queryPlanner.winningPlan)).toContain("state_1_createTime_-1__id_-1");
      expect(JSON.stringify(plan.queryPlanner.winningPlan)).not.toContain("SORT");
    }
  }
});

test.each<[string, Parameters<PaymentsWorld["as"]>[0], Partial<ListTradesRequest>]>([
  ["CALLER_UNKNOWN", "anonymous", {}],
  ["MERCHANT_NOT_FOUND", "stranger", {}],
  ["MERCHANT_NOT_FOUND", "shopper1", {}],
  ["CALLER_NOT_ALLOWED", "cashier", { storeId: OTHER_STORE }],
  ["REQUEST_INVALID", app, { merchantId: "" }],
  ["REQUEST_INVALID", app, { storeId: "shop" }],
  ["REQUEST_INVALID", app, { pageSize: 101 }],
  ["REQUEST_INVALID", app, { pageToken: "x" }],
  ["REQUEST_INVALID", app, { states: [TradeState.TRADE_STATE_UNSPECIFIED] }],
])("%s for %j with %j", (reason, who, overrides) =>
  expectRefused(world, reason, () => world.as(who).listTrades(ask(overrides))),
);
