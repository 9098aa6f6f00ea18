/** Goal: a user sees their own money as the ledger has it. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { aPayment, cny, SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const get = (who: Parameters<PaymentsWorld["as"]>[0]) => world.as(who).getWallet({});

test("the demo's shopper has 1,000.00, and what is held is not available", async () => {
  const wallet = {
    userId: SHOPPER_1,
    displayName: "李小明",
    available: cny(100_000n),
    held: cny(0n),
    passwordFreeLimit: cny(100_000n),
    hasPaymentPassword: false,
  };
  expect(await get("shopper1")).toEqual(wallet);
  const request = aPayment({ paymentCode: await world.code() });
  await world.as("cashier").authorizeTrade(request, { idempotencyKey: aKey() });
  expect(await get("shopper1")).toEqual({ ...wallet, available: cny(90_000n), held: cny(10_000n) });
});

test("a user who never had money has nothing", async () => {
  const user = { _id: "usr_penniless", displayName: "钱", state: "ACTIVE", currencyCode: "CNY", deviceCount: 0 };
  await world.store.connection.model("WalletUser").create([user]);
  expect(await get({ kind: "user", id: "usr_penniless" })).toMatchObject({ available: cny(0n), held: cny(0n) });
});

test.each<[string, Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", "anonymous"],
  ["CALLER_NOT_ALLOWED", "cashier"],
  ["CALLER_NOT_ALLOWED", "service"],
  ["WALLET_NOT_FOUND", { kind: "user", id: "usr_nowallet" }],
])("%s", async (reason, who) => {
  await expectRefused(world, reason, () => get(who));
});
