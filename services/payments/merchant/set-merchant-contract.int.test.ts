/** SetMerchantContract: what is agreed from now on. What it does to fees and refunds stands in fees.int.test.ts. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { MerchantContract } from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import { MERCHANT } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { expectOperatorsOnly } from "../testing/operator-refusals.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const contract: MerchantContract = {
  ...{ category: "4511", feeRatePpm: 3_800, feeMin: 0n, feeMax: 0n, feeOnRefund: 1, refundWindowDays: 0 },
  channels: ["bank-card"],
};

test("replaces all of it: what is left out is the standard again", async () => {
  const operator = world.as("operator");
  const first = await operator.setMerchantContract({ merchantId: MERCHANT, contract });
  expect(first.contract).toEqual(contract);
  const bare: MerchantContract = { ...contract, category: "", feeRatePpm: 0, feeOnRefund: 0, channels: [] };
  const second = await operator.setMerchantContract({ merchantId: MERCHANT, contract: bare });
  expect(second.contract).toMatchObject({ category: "5999", feeRatePpm: 0, feeOnRefund: 2 });
  expect(second.contract?.channels).toHaveLength(3);
});

test("leaves suspensions as they are", async () => {
  const operator = world.as("operator");
  await operator.suspendMerchant({ merchantId: MERCHANT, features: [4], note: "x" });
  const after = await operator.setMerchantContract({ merchantId: MERCHANT, contract });
  expect(after.suspended).toEqual([4]);
});

test("MERCHANT_NOT_FOUND", async () => {
  const call = () => world.as("operator").setMerchantContract({ merchantId: "mer_nothing1", contract });
  await expectRefused(world, "MERCHANT_NOT_FOUND", call);
});

test("is for operators", () =>
  expectOperatorsOnly(world, (client) => client.setMerchantContract({ merchantId: MERCHANT, contract })));
