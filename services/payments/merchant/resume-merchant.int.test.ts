/** ResumeMerchant: ends what it names, and nothing else. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { MerchantFeature } from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import { MERCHANT } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { expectOperatorsOnly } from "../testing/operator-refusals.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const resume = (features: MerchantFeature[], merchantId = MERCHANT) =>
  world.as("operator").resumeMerchant({ merchantId, features });

test("T8: ends one suspension, keeps the others and their note, and forgets the note with the last", async () => {
  await world.as("operator").suspendMerchant({ merchantId: MERCHANT, features: [1, 4, 9], note: "x" });
  expect(await resume([1, 2])).toMatchObject({ suspended: [4, 9], suspensionNote: "x" });
  const [before] = await world.rows<object>("Merchant", { _id: MERCHANT });
  expect(before).toHaveProperty("suspended");
  expect(await resume([4, 9])).toMatchObject({ suspended: [], suspensionNote: "" });
  const [after] = await world.rows<object>("Merchant", { _id: MERCHANT });
  expect(after).toEqual({
    ...{ _id: MERCHANT, name: "惠民超市" },
    contract: { offline: { maxTrade: 20_000n, maxTotal: 100_000n, maxAgeS: 86_400 } },
  });
});

test("what is not suspended stays as it is", async () => {
  const before = await world.snapshot();
  await resume([1]);
  expect(await world.snapshot()).toEqual(before);
});

test("MERCHANT_NOT_FOUND", async () => {
  await expectRefused(world, "MERCHANT_NOT_FOUND", () => resume([1], "mer_nothing1"));
});

test("is for operators", () =>
  expectOperatorsOnly(world, (client) => client.resumeMerchant({ merchantId: MERCHANT, features: [1] })));
