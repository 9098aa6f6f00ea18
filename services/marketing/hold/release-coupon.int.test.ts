/** ReleaseCoupon: the coupon is free once its trade can never be paid, which the call sees to. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { CouponHoldState, HoldCouponRequest } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { CreateTradeRequest } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { cny, MERCHANT, reasonOf, STORE } from "../testing/builders.ts";
import { anId, type Interference, type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";

let isSilent = false;
/** Payments does not answer where a test says so. */
const interfere: Interference = (host) => ({
  ...host,
  client: (definition) => {
    const real = host.client(definition);
    const silence = async () => {
      throw new Error("no answer");
    };
    return new Proxy(real, { get: (target, method) => (isSilent ? silence : Reflect.get(target, method)) });
  },
});

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld({ interfere });
});
afterAll(() => world.stop());

const held = async () => {
  const { couponId } = await world.bearerCoupon();
  const sale = { merchantId: MERCHANT, storeId: STORE, merchantTradeId: anId("sale"), amount: cny(10_000n) };
  await world.as("service").holdCoupon({ ...HoldCouponRequest.create(), ...sale, couponId });
  return { couponId, merchantTradeId: sale.merchantTradeId };
};
const release = (merchantTradeId: string) =>
  world.as("service").releaseCoupon({ merchantId: MERCHANT, merchantTradeId });
const net = (merchantTradeId: string) => ({
  ...CreateTradeRequest.create(),
  ...{ merchantId: MERCHANT, storeId: STORE, merchantTradeId, amount: cny(9_500n), subject: "牛奶 2 盒" },
});

test("P6: a sale whose trade is not there: it never will be, and the coupon is free", async () => {
  const { couponId, merchantTradeId } = await held();
  const released = await release(merchantTradeId);
  expect(released.state).toBe(CouponHoldState.COUPON_HOLD_STATE_RELEASED);
  expect(await release(merchantTradeId)).toEqual(released);
  expect(await world.stateOf(couponId)).toBe("ISSUED");
  expect(await reasonOf(world.payments().createTrade(net(merchantTradeId)))).toBe("MERCHANT_TRADE_ID_REUSED");
});

test("a trade that waits is closed first", async () => {
  const { couponId, merchantTradeId } = await held();
  const { tradeId } = await world.payments().createTrade(net(merchantTradeId));
  expect((await release(merchantTradeId)).state).toBe(CouponHoldState.COUPON_HOLD_STATE_RELEASED);
  expect(await world.stateOf(couponId)).toBe("ISSUED");
  const trade = await world.payments().queryTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" });
  expect(trade.closeTime).toBeDefined();
});

test("P8: a sale that turns out to be paid is not given up", async () => {
  const { couponId, merchantTradeId } = await held();
  await world.payTrade(merchantTradeId, 9_500n);
  expect((await release(merchantTradeId)).state).toBe(CouponHoldState.COUPON_HOLD_STATE_REDEEMED);
  expect(await world.stateOf(couponId)).toBe("REDEEMED");
});

test("P2: while payments does not answer, the coupon stays held, however long", async () => {
  const { couponId, merchantTradeId } = await held();
  isSilent = true;
  await expect(release(merchantTradeId)).rejects.toBeDefined();
  await world.recover(3_600_000);
  isSilent = false;
  expect(await world.stateOf(couponId)).toBe("HELD");
  await world.recover(60_000);
  expect(await world.stateOf(couponId)).toBe("ISSUED");
});

test("P2: a vertical that died before its trade: the coupon is freed when nothing comes of it, and not before", async () => {
  const { couponId } = await held();
  for (let minute = 0; minute < 13; minute++) await world.recover(60_000);
  expect(await world.stateOf(couponId)).toBe("HELD");
  for (let minute = 0; minute < 3; minute++) await world.recover(60_000);
  expect(await world.stateOf(couponId)).toBe("ISSUED");
});

test("HOLD_NOT_FOUND", async () => {
  expect(await reasonOf(release("sale-none"))).toBe("HOLD_NOT_FOUND");
});

test("PAYMENT_IN_PROGRESS is told where a channel has the payment", async () => {
  // A trade that a channel is at becomes REVERSING, which is no end yet; the built-in wallet has no channel, so payments' word is stood in for.
  const { settleTrade } = await import("./settle-trade.ts");
  const { holdModel } = await import("./hold-model.ts");
  const { merchantTradeId } = await held();
  const hold = await holdModel(world.store.connection).findOne({ merchantTradeId }).lean();
  const trade = { ...(await world.payments().createTrade(net(merchantTradeId))), state: 6 as const };
  const payments = {
    ...world.payments(),
    queryTrade: async () => trade,
    reverseTrade: async () => ({ trade, action: 0 as const }),
  };
  const call = settleTrade({ payments }, hold!, { now: world.clock.now(), isGivenUp: true });
  expect(await reasonOf(call)).toBe("PAYMENT_IN_PROGRESS");
});
