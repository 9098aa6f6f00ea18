/** Goal: one card per user and merchant (C1, C2). Method: two nodes over one store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MERCHANT, type MembershipWorld, reasonOf, startMembershipWorld } from "../testing/membership-world.ts";
import { luhnDigit } from "./card-number.ts";

let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld(2);
});
afterAll(() => world.stop());

test("C1: whoever asks at once on two nodes, a user gets one card with one number", async () => {
  const issue = (n: number) => world.as("shopper2", n % 2).issueCard({ merchantId: MERCHANT });
  const cards = await Promise.all(Array.from({ length: 10 }, (_, n) => issue(n)));
  expect(new Set(cards.map(({ cardId }) => cardId)).size).toBe(1);
  const { cardNumber = "" } = cards[0] ?? {};
  expect(cardNumber).toMatch(/^8801\d{12}$/);
  expect(luhnDigit(cardNumber.slice(0, -1))).toBe(cardNumber.slice(-1));
  const other = await world.card("shopper1");
  expect(other.cardNumber).not.toBe(cardNumber);
  expect(await world.as("shopper2").listMemberCards({})).toEqual({ cards: [cards[0]] });
});

test("C1: PROGRAMME_NOT_FOUND where a merchant has no cards", async () => {
  expect(await reasonOf(world.as("shopper2").issueCard({ merchantId: "mer_stranger" }))).toBe("PROGRAMME_NOT_FOUND");
});
