/** Goal: the proof of redemptions finds what it is there for (O6). Method: sales through the real payments; then rows are made wrong by hand. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { EventContext } from "../../kernel/events/event.ts";
import { CouponHoldState, HoldCouponRequest } from "../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { tradeRefundReturned } from "./events.ts";
import { tradeConsumers } from "./hold/finish-trades.ts";
import { holdModel } from "./hold/hold-model.ts";
import type { MarketingParts } from "./marketing-parts.ts";
import { cny, MERCHANT, STORE } from "./testing/builders.ts";
import { anId, type MarketingWorld, startMarketingWorld } from "./testing/marketing-world.ts";
import { verifyRedemptions } from "./verify-redemptions.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

const tradeOf = (merchantTradeId: string): Promise<Trade | undefined> =>
  world
    .payments()
    .queryTrade({ merchantId: MERCHANT, merchantTradeId, tradeId: "" })
    .catch(() => undefined);

const verify = (refundsOf = (trade: Trade) => trade.refundedAmount?.minorUnits ?? 0n) =>
  verifyRedemptions(world.store, async (_merchantId, merchantTradeId) => {
    const trade = await tradeOf(merchantTradeId);
    return trade && { paid: trade.paidAmount?.minorUnits ?? 0n, refunded: refundsOf(trade) };
  });

/** A sale of 100.00 that is paid with a coupon of 5.00. */
const sell = async () => {
  const coupon = await world.coupon();
  const merchantTradeId = anId("sale");
  const sale = { merchantId: MERCHANT, storeId: STORE, merchantTradeId, amount: cny(10_000n) };
  const request = { ...HoldCouponRequest.create(), ...sale, couponId: coupon.couponId };
  await world.as("service").holdCoupon(request);
  await world.payTrade(merchantTradeId, 9_500n);
  await world.drain();
  return { merchantTradeId, holdId: `${MERCHANT}:${merchantTradeId}`, request, coupon };
};

const holds = () => holdModel(world.store.connection);

test("O6: a coupon that was set free though its sale is paid at the lower price is found", async () => {
  const { holdId } = await sell();
  expect(await verify()).toEqual([]);
  await holds().updateOne({ _id: holdId }, { $set: { state: "RELEASED" } });
  expect(await verify()).toEqual([`hold ${holdId} is RELEASED, and its 9500 are paid`]);
  await holds().updateOne({ _id: holdId }, { $set: { state: "REDEEMED" } });
});

test("O6: a coupon that was given back though nothing of its sale was is found", async () => {
  const { holdId } = await sell();
  await holds().updateOne({ _id: holdId }, { $set: { state: "RETURNED" } });
  expect(await verify()).toEqual([`hold ${holdId} is RETURNED, 0 of 9500 went back`]);
  await holds().updateOne({ _id: holdId }, { $set: { state: "REDEEMED" } });
});

test("M11: a refund that the payer's bank sent back is still owed: the coupon stays given back, and the proof agrees", async () => {
  const { merchantTradeId, request, coupon } = await sell();
  await world.refund(merchantTradeId, 9_500n);
  const trade = (await tradeOf(merchantTradeId))!;
  const unrefunded = (one: Trade) => (one.tradeId === trade.tradeId ? 0n : (one.refundedAmount?.minorUnits ?? 0n));
  expect(await verify(unrefunded)).toHaveLength(1);
  const parts = { holds: holds() } as Pick<MarketingParts, "holds"> as MarketingParts;
  const note = tradeConsumers(parts).find(({ type }) => type === tradeRefundReturned.type)!;
  for (let time = 0; time < 2; time++)
    await world.store.transaction((session) => note.handle({ refund: { trade } }, { session } as EventContext));
  expect(await verify(unrefunded)).toEqual([]);
  expect((await world.as("service").holdCoupon(request)).state).toBe(CouponHoldState.COUPON_HOLD_STATE_RETURNED);
  expect(await world.stateOf(coupon.couponId)).toBe("ISSUED");
});
