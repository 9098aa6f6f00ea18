/** PayAndRedeem against the real payments: both or neither, what it refuses without a trace, and what many at once may do. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { CouponHoldState, CouponState } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { cny } from "../testing/builders.ts";
import { type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

test("O6, M5: pays the net amount and redeems, in one call", async () => {
  const coupon = await world.coupon();
  const before = await world.balance("shopper1");
  const answer = await world.payAndRedeem({ couponCode: coupon.code, paymentCode: await world.code() });
  expect(answer).toMatchObject({
    hold: { state: CouponHoldState.COUPON_HOLD_STATE_REDEEMED, discount: cny(500n), payable: cny(9_500n) },
    coupon: { state: CouponState.COUPON_STATE_REDEEMED, code: "" },
    trade: { state: TradeState.TRADE_STATE_SUCCESS, amount: cny(9_500n) },
  });
  expect(before - (await world.balance("shopper1"))).toBe(9_500n);
});
