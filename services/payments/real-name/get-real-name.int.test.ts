/** Goal: a user reads their level and limits, masked. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { cny } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

test("X10: the demo's shopper is of level 2; a new user of level 0", async () => {
  const limits = { dayLimit: cny(5_000_000n), yearLimit: cny(20_000_000n) };
  const unnamed = { maskedName: "", maskedIdentityNumber: "" };
  expect(await world.as("shopper1").getRealName({})).toEqual({ level: 2, ...unnamed, ...limits });
  const user = await world.addUser("usr_level0", 1n);
  await world.store.connection.model("WalletUser").updateOne({ _id: user.id }, { $unset: { realNameLevel: 1 } });
  expect(await world.as(user).getRealName({})).toMatchObject({ level: 0, dayLimit: cny(100_000n) });
});

test.each<[string, Parameters<PaymentsWorld["as"]>[0]]>([
  ["CALLER_UNKNOWN", "anonymous"],
  ["CALLER_NOT_ALLOWED", "cashier"],
  ["WALLET_NOT_FOUND", { kind: "user", id: "usr_nowallet" }],
])("%s", async (reason, who) => {
  await expectRefused(world, reason, () => world.as(who).getRealName({}));
});
