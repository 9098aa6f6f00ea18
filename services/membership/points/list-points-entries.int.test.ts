/** Goal: a card's holder sees every movement of its points, once (C15). */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type MembershipWorld, reasonOf, startMembershipWorld } from "../testing/membership-world.ts";

const DAY_MS = 86_400_000;
let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld();
});
afterAll(() => world.stop());

test("C15: the list of movements goes from the newest to the first, page by page, without a gap", async () => {
  const { cardId } = await world.card();
  for (let purchase = 0; purchase < 3; purchase++) await world.refund(await world.pay(10_000n), 100n);
  world.clock.advance(DAY_MS);
  await world.settle();
  const numbers: bigint[] = [];
  let pageToken = "";
  do {
    const page = await world.as("shopper1").listPointsEntries({ cardId, pageSize: 2, pageToken });
    numbers.push(...page.entries.map(({ entryNumber }) => entryNumber));
    pageToken = page.nextPageToken;
  } while (pageToken);
  expect(numbers).toEqual(numbers.map((_, index) => BigInt(numbers.length - index)));
  expect(numbers.length).toBeGreaterThan(4);
});

test("C15: MEMBER_CARD_NOT_FOUND for everybody else's", async () => {
  const { cardId } = await world.card("shopper1");
  const call = world.as("shopper2").listPointsEntries({ cardId, pageSize: 0, pageToken: "" });
  expect(await reasonOf(call)).toBe("MEMBER_CARD_NOT_FOUND");
});
