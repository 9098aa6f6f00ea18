/** Goal: a wallet shows its owner's cards, and nobody else's (C1). */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type MembershipWorld, reasonOf, startMembershipWorld } from "../testing/membership-world.ts";

let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld();
});
afterAll(() => world.stop());

test("C1: the user's own cards as they are shown one by one; none before the first", async () => {
  const mine = world.as("shopper2");
  expect(await mine.listMemberCards({})).toEqual({ cards: [] });
  const card = await world.card("shopper2");
  await world.card("shopper1");
  await world.pay(10_000n, { who: "shopper2" });
  const { cards } = await mine.listMemberCards({});
  expect(cards).toEqual([await mine.getMemberCard({ cardId: card.cardId })]);
  expect(cards[0]?.points?.pending).toBe(100n);
});

test("CALLER_NOT_ALLOWED for whoever has no wallet", async () => {
  for (const who of ["cashier", "service"] as const)
    expect(await reasonOf(world.as(who).listMemberCards({}))).toBe("CALLER_NOT_ALLOWED");
});
