/** A sandbox user has money that the ledger knows of, is made once per key, and is made by nobody but an operator. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { cny } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

test("P16, P25: the same key gives the same user, who has 100,000.00 once", async () => {
  const options = { idempotencyKey: aKey() };
  const { userId } = await world.as("operator").addSandboxUser({}, options);
  expect(await world.as("operator").addSandboxUser({}, options)).toEqual({ userId });
  expect((await world.as({ kind: "user", id: userId }).getWallet({})).available).toEqual(cny(10_000_000n));
  expect(await verifyLedger(world.store)).toMatchObject({ problems: 0 });
});

test("nobody else adds one", async () => {
  await expect(world.as("cashier").addSandboxUser({}, { idempotencyKey: aKey() })).rejects.toMatchObject({
    reason: "CALLER_NOT_ALLOWED",
  });
});
