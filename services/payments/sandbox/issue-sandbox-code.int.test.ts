/** A sandbox user's code pays as any user's does. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { aPayment } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

test("a code that pays", async () => {
  const { userId } = await world.as("operator").addSandboxUser({}, { idempotencyKey: aKey() });
  const { paymentCode } = await world.as("operator").issueSandboxCode({ userId });
  const trade = await world.as("cashier").payTrade(aPayment({ paymentCode }), { idempotencyKey: aKey() });
  expect(trade).toMatchObject({ state: TradeState.TRADE_STATE_SUCCESS, payerUserId: userId });
});

test("WALLET_NOT_FOUND, and nobody else is given one", async () => {
  const request = { userId: "usr_nobody00" };
  await expect(world.as("operator").issueSandboxCode(request)).rejects.toMatchObject({ reason: "WALLET_NOT_FOUND" });
  await expect(world.as("shopper1").issueSandboxCode({ userId: "usr_demoshopper2" })).rejects.toMatchObject({
    reason: "CALLER_NOT_ALLOWED",
  });
});
