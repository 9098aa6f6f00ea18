/** GetMerchantContract: the merchant's own office reads it, without the operators' note. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MERCHANT } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

test("shows operators all of it, the merchant all but the note", async () => {
  const note = "投诉待查";
  const suspended = await world.as("operator").suspendMerchant({ merchantId: MERCHANT, features: [6], note });
  expect(await world.as("operator").getMerchantContract({ merchantId: MERCHANT })).toEqual(suspended);
  expect(suspended).toMatchObject({ merchantId: MERCHANT, suspended: [6], suspensionNote: note });
  const own = await world.as("elsewhere").getMerchantContract({ merchantId: MERCHANT });
  expect(own).toEqual({ ...suspended, suspensionNote: "" });
});

test.each<[string, string, keyof typeof callers]>([
  ["MERCHANT_NOT_FOUND", "mer_nothing1", "operator"],
  ["MERCHANT_NOT_FOUND", MERCHANT, "stranger"],
  ["CALLER_UNKNOWN", MERCHANT, "anonymous"],
  ["REQUEST_INVALID", "nothing", "operator"],
])("%s", async (reason, merchantId, who) => {
  await expectRefused(world, reason, () => world.as(who).getMerchantContract({ merchantId }));
});
