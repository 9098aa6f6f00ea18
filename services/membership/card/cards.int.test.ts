/** Goal: one card per user and merchant, shown to its holder alone, its level right at each boundary (C1, C2, C7). Method: two nodes over one store. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MERCHANT, type MembershipWorld, reasonOf, startMembershipWorld } from "../testing/membership-world.ts";
import { luhnDigit } from "./card-number.ts";

const DAY_MS = 86_400_000;
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

test("C7: the level rises when points become usable, and falls when they leave the window; both to the millisecond", async () => {
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

test("C7: a refund takes the level back with the points", async () => {
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

test("the list of movements goes from the newest to the first, page by page, without a gap", async () => {
  const { cardId } = await world.card();
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

test("MEMBER_CARD_NOT_FOUND for everybody else's; PROGRAMME_NOT_FOUND where there is none", async () => {
  const { cardId } = await world.card("shopper1");
  const other = world.as("shopper2");
  for (const call of [
    other.getMemberCard({ cardId }),
    other.issueMemberCode({ cardId }),
    other.listPointsEntries({ cardId, pageSize: 0, pageToken: "" }),
    world.as("service").quoteMember({ merchantId: "mer_stranger", cardId, amountFen: 0n }),
  ])
    expect(await reasonOf(call)).toBe("MEMBER_CARD_NOT_FOUND");
  expect(await reasonOf(other.issueCard({ merchantId: "mer_stranger" }))).toBe("PROGRAMME_NOT_FOUND");
});
