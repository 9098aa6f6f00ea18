/** Goal: CreateTrade makes one trade per merchant's id, for ever. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { overRemoteDoor } from "../../../kernel/harness/test-node.ts";
import {
  type CreateTradeRequest,
  Trade as TradeMessage,
  TradeState,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { aCreation, cny, MERCHANT, SHOPPER_2, STORE } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { refusingWith, withSuspended } from "../testing/with-rule.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const create = (request: CreateTradeRequest, who: keyof typeof callers = "cashier", markReplayed = () => {}) =>
  world.as(who).createTrade(request, { markReplayed });

test("a trade waits for its payer for 15 minutes", async () => {
  const request = aCreation();
  const now = world.clock.now();
  const trade = await create(request);
  expect(trade).toEqual({
    ...TradeMessage.create(),
    tradeId: expect.stringMatching(/^trd_/),
    merchantTradeId: request.merchantTradeId,
    merchantId: MERCHANT,
    storeId: STORE,
    subject: "牛奶 2 盒",
    state: TradeState.TRADE_STATE_CREATED,
    amount: cny(10_000n),
    paidAmount: undefined,
    refundedAmount: undefined,
    payerUserId: "",
    payerDisplayName: "",
    createTime: now,
    payTime: undefined,
    expireTime: new Date(now.getTime() + 900_000),
    closeTime: undefined,
  });
  expect(
    await world.as("cashier").queryTrade({ merchantId: MERCHANT, tradeId: trade.tradeId, merchantTradeId: "" }),
  ).toEqual(trade);
});

test("P13, P14: the same body gives the same trade for ever, marked as replayed", async () => {
  const request = aCreation({ lifetimeS: 60 });
  const first = await create(request);
  world.clock.advance(400 * 86_400_000);
  await world.runJobs();
  const before = await world.snapshot();
  let replayed = 0;
  const again = await create(request, "cashier", () => void replayed++);
  expect(again).toEqual({ ...first, state: TradeState.TRADE_STATE_CLOSED, closeTime: world.clock.now() });
  expect(replayed).toBe(1);
  expect(await world.snapshot()).toEqual(before);
});

test("two merchants may use the same id", async () => {
  const request = aCreation();
  const first = await create(request);
  await world.store.connection.model("Merchant").create([{ _id: "mer_stranger", name: "邻居" }]);
  const second = await create({ ...request, merchantId: "mer_stranger", storeId: "str_stranger1" }, "stranger");
  expect(second.tradeId).not.toBe(first.tradeId);
});

test("T10: CATEGORY_PROHIBITED at the order, and nothing but the refusal and its rule is written", async () => {
  const request = aCreation();
  await refusingWith(world, "CATEGORY_PROHIBITED", async (rule) => {
    const { metadata } = await expectRefused(world, "CATEGORY_PROHIBITED", () => create(request), ["RiskRefusal"]);
    expect(metadata).toEqual({ rule });
    expect(await world.rows("RiskRefusal", { rule })).toMatchObject([
      { reason: "CATEGORY_PROHIBITED", rpc: "createTrade", subject: request.merchantTradeId },
    ]);
  });
  const lottery = aCreation({ goodsCategory: "7995" });
  const { metadata } = await expectRefused(world, "CATEGORY_PROHIBITED", () => create(lottery), ["RiskRefusal"]);
  expect(metadata).toEqual({ rule: "goods-prohibited@1" });
});

test.each<[string, "ALL" | "DYNAMIC_QR"]>([
  ["MERCHANT_SUSPENDED", "ALL"],
  ["FEATURE_SUSPENDED", "DYNAMIC_QR"],
])("T8: %s", async (reason, feature) => {
  const call = () => create(aCreation({ withQrCode: true }));
  await withSuspended(world, [feature], () => expectRefused(world, reason, call));
  expect(await call()).toMatchObject({ state: TradeState.TRADE_STATE_CREATED });
});

type Refused = [string, Partial<CreateTradeRequest>, keyof typeof callers];

/** Stored as U+FFFD: the same request again would look like another one (P13). Over the wire it is U+FFFD when it comes. */
const halfAPair: Refused = ["REQUEST_INVALID", { subject: "half a pair \ud83d" }, "cashier"];

test.each<Refused>([
  ["CALLER_UNKNOWN", {}, "anonymous"],
  ["MERCHANT_NOT_FOUND", {}, "stranger"],
  ["MERCHANT_NOT_FOUND", {}, "shopper1"],
  ["CALLER_NOT_ALLOWED", {}, "elsewhere"],
  ["MERCHANT_NOT_FOUND", { merchantId: "mer_nobody" }, "service"],
  ["REQUEST_INVALID", { lifetimeS: 59 }, "cashier"],
  ["REQUEST_INVALID", { lifetimeS: 15 * 86_400 + 1 }, "cashier"],
  ["REQUEST_INVALID", { amount: cny(-1n) }, "cashier"],
  ...(overRemoteDoor ? [] : [halfAPair]),
])("%s and writes nothing (%j)", async (reason, overrides, who) => {
  await expectRefused(world, reason, () => create(aCreation(overrides), who));
});

test.each<[keyof CreateTradeRequest, Partial<CreateTradeRequest>]>([
  ["amount", { amount: cny(1n) }],
  ["subject", { subject: "other" }],
  ["storeId", { storeId: "str_other1" }],
  ["lifetimeS", { lifetimeS: 60 }],
  ["payerUserId", { payerUserId: SHOPPER_2 }],
])("P14: MERCHANT_TRADE_ID_REUSED for another %s", async (_, overrides) => {
  const request = aCreation();
  await create(request);
  await expectRefused(world, "MERCHANT_TRADE_ID_REUSED", () => create({ ...request, ...overrides }, "service"));
});

test("P14, T8: a repetition is answered as it was after its merchant was suspended", async () => {
  const request = aCreation({ payerUserId: SHOPPER_2 });
  const first = await create(request);
  await withSuspended(world, ["ALL"], async () => expect(await create(request)).toEqual(first));
});

test("Y5: for the user who has registered with a phone number; PAYER_NOT_FOUND for a number that nobody has", async () => {
  const { tradeId } = await create(aCreation({ payerPhone: "13800000002" }));
  const { trades } = await world.as("shopper2").listWaitingTrades({});
  expect(trades).toContainEqual(expect.objectContaining({ tradeId, merchantName: "惠民超市" }));
  expect((await world.as("shopper1").listWaitingTrades({})).trades).toEqual([]);
  const refused = (overrides: Partial<CreateTradeRequest>) => () => create(aCreation(overrides));
  await expectRefused(world, "PAYER_NOT_FOUND", refused({ payerPhone: "13900000009" }));
  await expectRefused(world, "REQUEST_INVALID", refused({ payerPhone: "10086" }));
  await expectRefused(world, "REQUEST_INVALID", refused({ payerPhone: "13800000002", payerUserId: SHOPPER_2 }));
});
