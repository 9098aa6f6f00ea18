/** Goal: a user reads what they owe as the ledger has it. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { cny, SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

test("what is owed and what is left", async () => {
  await world.as("service").openCreditLine({ userId: SHOPPER_1, creditLimit: cny(20_000n) });
  expect(await world.as("shopper1").getCreditLine({})).toEqual({
    ...{ userId: SHOPPER_1, creditLimit: cny(20_000n), owed: cny(0n), available: cny(20_000n) },
  });
});

test.each<[string, Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", "anonymous"],
  ["CALLER_NOT_ALLOWED", "cashier"],
  ["WALLET_NOT_FOUND", { kind: "user", id: "usr_nowallet" }],
  ["CREDIT_LINE_NOT_OPEN", "shopper2"],
])("%s", async (reason, who) => {
  await expectRefused(world, reason, () => world.as(who).getCreditLine({}));
});
