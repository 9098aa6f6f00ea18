/** SuspendMerchant: what is stopped adds up, and holds from the next payment on. Each rpc's own test shows what it then refuses. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import type { MerchantFeature } from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import { aPayment, MERCHANT } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { expectOperatorsOnly } from "../testing/operator-refusals.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld({ nodes: 2 });
});
afterAll(() => world.stop());

const suspend = (features: MerchantFeature[], note = "调查中") =>
  world.as("operator").suspendMerchant({ merchantId: MERCHANT, features, note });

test("T8: at once, on every node, and every feature once", async () => {
  const pay = async (node: number) => {
    const options = { idempotencyKey: aKey() };
    return world.as("cashier", node).payTrade(aPayment({ paymentCode: await world.code() }), options);
  };
  await pay(1);
  expect((await suspend([4])).suspended).toEqual([4]);
  await pay(1);
  expect((await suspend([2, 4, 2])).suspended).toEqual([2, 4]);
  await expect(pay(1)).rejects.toMatchObject({ reason: "FEATURE_SUSPENDED" });
  const all = await suspend([1], "诈骗");
  expect(all).toMatchObject({ suspended: [1, 2, 4], suspensionNote: "诈骗" });
  await world.as("operator").resumeMerchant({ merchantId: MERCHANT, features: [2] });
  await expect(pay(0)).rejects.toMatchObject({ reason: "MERCHANT_SUSPENDED" });
});

test("MERCHANT_NOT_FOUND", async () => {
  const request = { merchantId: "mer_nothing1", features: [1 as const], note: "x" };
  await expectRefused(world, "MERCHANT_NOT_FOUND", () => world.as("operator").suspendMerchant(request));
});

test.each<[string, MerchantFeature[], string]>([
  ["features", [], "x"],
  ["features", [0], "x"],
  ["features", [99 as never], "x"],
  ["note", [1], ""],
])("REQUEST_INVALID at %s", async (field, features, note) => {
  expect((await expectRefused(world, "REQUEST_INVALID", () => suspend(features, note))).fields).toEqual([field]);
});

test("is for operators", () =>
  expectOperatorsOnly(world, (client) => client.suspendMerchant({ merchantId: MERCHANT, features: [1], note: "x" })));
