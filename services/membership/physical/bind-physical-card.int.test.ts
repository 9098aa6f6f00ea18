/** Goal: a card of plastic is merged once, with its points, by whoever has its phone (C6). Method: real identity with its codes; two nodes over one store. */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { verifyPoints } from "../points/verify-points.ts";
import {
  MERCHANT,
  type MembershipWorld,
  reasonOf,
  startMembershipWorld,
  type Who,
} from "../testing/membership-world.ts";

const PHONES = { shopper1: "13800000001", shopper2: "13800000002" } as const;
let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld(2);
});
afterEach(async () => expect((await verifyPoints(world.node.store("membership"))).mismatches).toEqual([]));
afterAll(() => world.stop());

const bind = (who: Who, cardNumber: string, phoneCode: string, node = 0) =>
  world.as(who, node).bindPhysicalCard({ merchantId: MERCHANT, cardNumber, phoneCode });
const codeOf = (who: "shopper1" | "shopper2") => world.phoneCode(who, PHONES[who]);

test("C6: the card, issued where there was none, has the old points, at once and once; again is the same answer", async () => {
  const bound = await bind("shopper2", "HM20180001", await codeOf("shopper2"));
  expect(bound).toMatchObject({ points: { available: 1_280n }, boundPhysicalCards: ["****0001"] });
  expect(await bind("shopper2", "HM20180001", "000000")).toEqual(bound);
  expect((await world.card("shopper2")).cardId).toBe(bound.cardId);
});

test("C6: ten at once on two nodes merge it once", async () => {
  const phoneCode = await codeOf("shopper2");
  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) => bind("shopper2", "HM20180002", phoneCode, n % 2)),
  );
  expect(answers.some(({ status }) => status === "fulfilled")).toBe(true);
  const { points, boundPhysicalCards } = await world.card("shopper2");
  expect([points?.available, boundPhysicalCards]).toEqual([1_640n, ["****0001", "****0002"]]);
});

test("PHYSICAL_CARD_BOUND for a second claimant, PHYSICAL_CARD_PHONE_DIFFERS for another's phone, PHYSICAL_CARD_NOT_FOUND", async () => {
  const before = await world.card("shopper1");
  expect(await reasonOf(bind("shopper1", "HM20180001", await codeOf("shopper1")))).toBe("PHYSICAL_CARD_BOUND");
  expect(await reasonOf(bind("shopper2", "HM20180003", await codeOf("shopper2")))).toBe("PHYSICAL_CARD_PHONE_DIFFERS");
  expect(await reasonOf(bind("shopper1", "HM99999999", await codeOf("shopper1")))).toBe("PHYSICAL_CARD_NOT_FOUND");
  expect(await world.card("shopper1")).toEqual(before);
});

test("identity's reasons come through: a wrong code tells nothing of the card", async () => {
  const right = await codeOf("shopper1");
  const wrong = right === "000000" ? "000001" : "000000";
  for (const cardNumber of ["HM20180001", "HM20180003", "HM99999999"])
    expect(await reasonOf(bind("shopper1", cardNumber, wrong))).toBe("PHONE_CODE_WRONG");
});
