/** Goal: a store has one code for ever, which only its own callers can ask for. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MERCHANT, STORE } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const get = (who: keyof typeof callers, merchantId = MERCHANT) =>
  world.as(who).getStaticQr({ merchantId, storeId: STORE });

test("P13: fifty callers at once get one code, and the same a year later", async () => {
  const all = await Promise.all(Array.from({ length: 50 }, () => get("cashier")));
  expect(new Set(all.map(({ qrCode }) => qrCode)).size).toBe(1);
  world.clock.advance(365 * 86_400_000);
  expect(await get("service")).toEqual(all[0]);
  expect(await world.rows("StaticQr")).toHaveLength(1);
});

test.each<[string, keyof typeof callers, string?]>([
  ["CALLER_UNKNOWN", "anonymous"],
  ["MERCHANT_NOT_FOUND", "stranger"],
  ["CALLER_NOT_ALLOWED", "elsewhere"],
  ["MERCHANT_NOT_FOUND", "service", "mer_nobody"],
])("%s", async (reason, who, merchantId = MERCHANT) => {
  await expectRefused(world, reason, () => get(who, merchantId));
});
