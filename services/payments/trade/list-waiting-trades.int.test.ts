/** Goal: a user sees what waits for them, newest first, and nothing that is over or another's. Method: a real node over a real store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aCreation, SHOPPER_1, SHOPPER_2 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const list = async () => (await world.as("shopper1").listWaitingTrades({})).trades.map(({ tradeId }) => tradeId);

test("lists what was made for the user until it is over", async () => {
  const made: string[] = [];
  for (const payerUserId of [SHOPPER_1, SHOPPER_2, SHOPPER_1]) {
    const trade = await world.as("cashier").createTrade(aCreation({ payerUserId, lifetimeS: 60 }));
    if (payerUserId === SHOPPER_1) made.unshift(trade.tradeId);
    world.clock.advance(1_000);
  }
  expect(await list()).toEqual(made);
  world.clock.advance(58_000);
  expect(await list()).toEqual(made.slice(0, 1));
});

test.each([
  ["CALLER_UNKNOWN", "anonymous"],
  ["CALLER_NOT_ALLOWED", "cashier"],
] as const)("%s", async (reason, who) => {
  await expectRefused(world, reason, () => world.as(who).listWaitingTrades({}));
});
