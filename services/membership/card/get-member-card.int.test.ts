/** Goal: a card is shown to its holder alone, its level right at each boundary (C1, C7). Method: a clock that stands still. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type MembershipWorld, reasonOf, startMembershipWorld } from "../testing/membership-world.ts";

const DAY_MS = 86_400_000;
let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld();
});
afterAll(() => world.stop());

test("C2, C7: the level rises when points become usable, and falls when they leave the window; both to the millisecond", async () => {
  const levelOf = async () => (await world.card()).standing?.level?.name;
  const trade = await world.pay(50_000n);
  const final = trade.payTime!.getTime() + DAY_MS;
  world.clock.set(new Date(final - 1));
  expect(await levelOf()).toBe("银卡");
  world.clock.set(new Date(final));
  expect(await levelOf()).toBe("金卡");
  await world.settle();
  expect(await levelOf()).toBe("金卡");
  world.clock.set(new Date(final + 365 * DAY_MS - 1));
  expect((await world.card()).standing).toMatchObject({ level: { name: "金卡" }, pointsToNext: 1_500n });
  world.clock.advance(1);
  expect((await world.card()).standing).toMatchObject({
    level: { name: "银卡" },
    countedPoints: 0n,
    pointsToNext: 500n,
  });
  await world.settle();
  const [row] = await world.node
    .store("membership")
    .connection.model("MemberCard")
    .find({ userId: "usr_demoshopper1" });
  expect(row?.get("levelNumber")).toBe(1);
});

test("C2, C7: a refund takes the level back with the points", async () => {
  const trade = await world.pay(50_000n);
  world.clock.advance(DAY_MS);
  expect((await world.card()).standing?.level?.name).toBe("金卡");
  await world.refund(trade, 100n);
  expect((await world.card()).standing).toMatchObject({
    level: { name: "银卡" },
    countedPoints: 499n,
    pointsToNext: 1n,
  });
});

test("C1: MEMBER_CARD_NOT_FOUND for everybody else's", async () => {
  const { cardId } = await world.card("shopper1");
  expect(await reasonOf(world.as("shopper2").getMemberCard({ cardId }))).toBe("MEMBER_CARD_NOT_FOUND");
  expect((await world.as("shopper1").getMemberCard({ cardId })).cardId).toBe(cardId);
});
