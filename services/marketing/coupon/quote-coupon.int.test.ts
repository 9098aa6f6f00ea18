/** QuoteCoupon: what a till shows, and every reason why a coupon is of no use (M6, V24); it changes nothing. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { HoldCouponRequest, type QuoteCouponRequest } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { cash, cny, MERCHANT, percent, reasonOf, STORE } from "../testing/builders.ts";
import { anId, type MarketingWorld, startMarketingWorld } from "../testing/marketing-world.ts";
import { couponModel } from "./coupon-model.ts";

let world: MarketingWorld;
beforeAll(async () => {
  world = await startMarketingWorld();
});
afterAll(() => world.stop());

const quote = (couponCode: string, change: Partial<QuoteCouponRequest> = {}) =>
  world.as("service").quoteCoupon({ merchantId: MERCHANT, storeId: STORE, couponCode, amount: cny(9_999n), ...change });

test("M1: both kinds, to the fen", async () => {
  const { code } = await world.bearerCoupon({ discount: percent(1_000) });
  expect(await quote(code)).toMatchObject({ discount: cny(999n), payable: cny(9_000n), coupon: { code: "" } });
  const five = await world.bearerCoupon();
  expect(await quote(` ${five.code.toLowerCase()} `)).toMatchObject({ discount: cny(500n), payable: cny(9_499n) });
});

const validity = (change: object) => ({
  ...{ validFrom: undefined, validUntil: undefined, validDays: 30, storeIds: [] },
  ...change,
});

test.each<[string, () => Promise<unknown>]>([
  ["COUPON_NOT_FOUND", async () => quote("K12345678901")],
  ["COUPON_OTHER_MERCHANT", async () => quote((await world.bearerCoupon()).code, { merchantId: "mer_other" })],
  [
    "COUPON_REVOKED",
    async () => {
      const { code, couponId } = await world.bearerCoupon();
      await couponModel(world.store.connection).updateOne({ _id: couponId }, { $set: { state: "REVOKED" } });
      return quote(code);
    },
  ],
  [
    "COUPON_USED",
    async () => {
      const { code } = await world.bearerCoupon();
      await world.payAndRedeem({ couponCode: code, paymentCode: await world.code() });
      await world.drain();
      return quote(code);
    },
  ],
  [
    "COUPON_HELD",
    async () => {
      const { code } = await world.bearerCoupon();
      const sale = { merchantId: MERCHANT, storeId: STORE, merchantTradeId: anId("sale"), amount: cny(6_000n) };
      await world.as("service").holdCoupon({ ...HoldCouponRequest.create(), ...sale, couponCode: code });
      return quote(code);
    },
  ],
  [
    "COUPON_NOT_YET_VALID",
    async () => {
      const validFrom = new Date("2030-01-05T16:00:00Z");
      const period = validity({ validFrom, validUntil: new Date("2030-01-06T16:00:00Z"), validDays: 0 });
      return quote((await world.bearerCoupon({ validity: period })).code);
    },
  ],
  [
    "COUPON_OTHER_STORE",
    async () => quote((await world.bearerCoupon({ validity: validity({ storeIds: ["str_elsewhere1"] }) })).code),
  ],
  [
    "COUPON_OTHER_CURRENCY",
    async () => quote((await world.bearerCoupon()).code, { amount: { minorUnits: 9_999n, currencyCode: "USD" } }),
  ],
  [
    "BELOW_MINIMUM_SPEND",
    async () => {
      const { code } = await world.bearerCoupon({ discount: cash(500n, 5_000n) });
      await quote(code, { amount: cny(5_000n) });
      return quote(code, { amount: cny(4_999n) });
    },
  ],
  [
    "COUPON_EXPIRED",
    async () => {
      const { code, validUntil } = await world.bearerCoupon();
      world.clock.set(new Date(validUntil!.getTime() - 1));
      await quote(code);
      world.clock.advance(1);
      return quote(code);
    },
  ],
])("V24: %s", async (reason, call) => {
  expect(await reasonOf(call())).toBe(reason);
});

test("a till of another store or merchant cannot ask", async () => {
  const { code } = await world.bearerCoupon();
  const request = { merchantId: MERCHANT, storeId: STORE, couponCode: code, amount: cny(6_000n) };
  for (const who of ["elsewhere", "stranger"] as const)
    expect(await reasonOf(world.as(who).quoteCoupon(request))).toBe("CALLER_NOT_ALLOWED");
});
