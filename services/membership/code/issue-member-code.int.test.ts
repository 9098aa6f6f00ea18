/** Goal: the phone shows a code that says nothing and lives for a minute (M7). */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type MembershipWorld, reasonOf, startMembershipWorld } from "../testing/membership-world.ts";

let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld();
});
afterAll(() => world.stop());

test("M7: another code every second, none of which shows the card or its user, each good for a minute", async () => {
  const { cardId, cardNumber } = await world.card("shopper1");
  const codes = new Set<string>();
  for (let second = 0; second < 5; second++) {
    const { memberCode, expireTime } = await world.as("shopper1").issueMemberCode({ cardId });
    expect(memberCode).toMatch(/^M[0-9A-HJKMNP-TV-Z]{25}$/);
    expect(memberCode).not.toContain(cardNumber.slice(-8));
    expect(expireTime!.getTime() - world.clock.now().getTime()).toBe(60_000);
    codes.add(memberCode);
    world.clock.advance(1_000);
  }
  expect(codes.size).toBe(5);
});

test("M7: MEMBER_CARD_NOT_FOUND for everybody else's card", async () => {
  const { cardId } = await world.card("shopper1");
  expect(await reasonOf(world.as("shopper2").issueMemberCode({ cardId }))).toBe("MEMBER_CARD_NOT_FOUND");
});
