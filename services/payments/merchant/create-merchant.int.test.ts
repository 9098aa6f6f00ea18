/** CreateMerchant: a merchant that can take money at once, made once per key. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import type { CreateMerchantRequest, MerchantContract } from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { expectOperatorsOnly } from "../testing/operator-refusals.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const contract: MerchantContract = {
  ...{ category: "5812", feeRatePpm: 6_000, feeMin: 1n, feeMax: 2_500n, feeOnRefund: 3, refundWindowDays: 30 },
  channels: ["wechat-like"],
};
const request: CreateMerchantRequest = { name: "老街面馆", contract };

test("makes a merchant with what was agreed, and a store; a replay is the same merchant", async () => {
  const options = { idempotencyKey: aKey() };
  const first = await world.as("operator").createMerchant(request, options);
  expect(first).toEqual({
    merchant: {
      ...{ merchantId: expect.stringMatching(/^mer_/), name: "老街面馆", contract },
      ...{ suspended: [], suspensionNote: "" },
    },
    storeId: expect.stringMatching(/^str_/),
  });
  expect(await world.as("operator").createMerchant(request, options)).toEqual(first);
  expect(await world.rows("Merchant", { name: "老街面馆" })).toHaveLength(1);
});

test("without a contract the standard holds", async () => {
  const { merchant } = await world
    .as("operator")
    .createMerchant({ name: "小店", contract: undefined }, { idempotencyKey: aKey() });
  expect(merchant?.contract).toEqual({
    ...{ category: "5999", feeRatePpm: 0, feeMin: 0n, feeMax: 0n, feeOnRefund: 2, refundWindowDays: 0 },
    channels: ["bank-card", "wechat-like", "unionpay-like"],
  });
});

test.each<[Partial<MerchantContract>, string]>([
  [{ category: "12" }, "contract.category"],
  [{ feeRatePpm: -1 }, "contract.fee_rate_ppm"],
  [{ feeRatePpm: 1_000_001 }, "contract.fee_rate_ppm"],
  [{ feeMin: -1n }, "contract.fee_min"],
  [{ feeMin: 3n, feeMax: 2n }, "contract.fee_max"],
  [{ feeOnRefund: 9 as never }, "contract.fee_on_refund"],
  [{ refundWindowDays: 366 }, "contract.refund_window_days"],
  [{ channels: ["carrier-pigeon"] }, "contract.channels"],
])("%p is refused at %s", async (wrong, field) => {
  const call = () =>
    world
      .as("operator")
      .createMerchant({ ...request, contract: { ...contract, ...wrong } }, { idempotencyKey: aKey() });
  expect((await expectRefused(world, "REQUEST_INVALID", call)).fields).toEqual([field]);
});

test("is for operators", () =>
  expectOperatorsOnly(world, (client) => client.createMerchant(request, { idempotencyKey: aKey() })));
