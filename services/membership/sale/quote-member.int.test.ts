/** Goal: the till knows a card's terms for an amount before anything is noted (M7, C7). */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MERCHANT, type MembershipWorld, reasonOf, startMembershipWorld } from "../testing/membership-world.ts";

let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld();
});
afterAll(() => world.stop());

const quote = (request: { merchantId?: string; cardId: string; amountFen: bigint }) =>
  world.as("service").quoteMember({ merchantId: MERCHANT, ...request });

test("M7, C7: the level's discount, the points, and what the amount would earn; nothing is written", async () => {
  const { cardId, cardNumber, points } = await world.card();
  const quoted = await quote({ cardId, amountFen: 12_345n });
  expect(quoted).toMatchObject({
    ...{ cardId, maskedCardNumber: `****${cardNumber.slice(-4)}`, pointsToEarn: 123n },
    standing: { level: { name: "银卡", discountBasisPoints: 200 } },
  });
  expect((await world.card()).points).toEqual(points);
});

test("MEMBER_CARD_NOT_FOUND at another merchant, REQUEST_INVALID below nothing, CALLER_NOT_ALLOWED for people", async () => {
  const { cardId } = await world.card();
  const stranger = quote({ merchantId: "mer_stranger", cardId, amountFen: 0n });
  expect(await reasonOf(stranger)).toBe("MEMBER_CARD_NOT_FOUND");
  expect(await reasonOf(quote({ cardId, amountFen: -1n }))).toBe("REQUEST_INVALID");
  const byCashier = world.as("cashier").quoteMember({ merchantId: MERCHANT, cardId, amountFen: 0n });
  expect(await reasonOf(byCashier)).toBe("CALLER_NOT_ALLOWED");
});
