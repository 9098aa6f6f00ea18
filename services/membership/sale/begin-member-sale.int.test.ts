/** Goal: before a payment the last word counts, no point is promised twice, and what becomes of the trade frees or takes them (M7, V23). Method: two nodes over one store. */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { verifyPoints } from "../points/verify-points.ts";
import {
  anId,
  cny,
  MERCHANT,
  type MembershipWorld,
  reasonOf,
  startMembershipWorld,
} from "../testing/membership-world.ts";

const DAY_MS = 86_400_000;
let world: MembershipWorld;
let cardId = "";
beforeAll(async () => {
  world = await startMembershipWorld(2);
  cardId = (await world.card()).cardId;
  await world.pay(20_000n);
  world.clock.advance(DAY_MS);
  await world.settle();
});
afterEach(async () => expect((await verifyPoints(world.node.store("membership"))).mismatches).toEqual([]));
afterAll(() => world.stop());

const mine = () => ({ $case: "cardId", value: cardId }) as const;
const balance = async () => {
  const { points } = await world.card();
  return [points?.available, points?.held];
};
const release = (merchantTradeId: string) =>
  world.as("service").releaseMemberSale({ merchantId: MERCHANT, merchantTradeId });
test("M7: a code notes the sale in one call, and the same call again is the same sale", async () => {
  const { memberCode } = await world.as("shopper1").issueMemberCode({ cardId });
  const request = { merchantTradeId: anId(), member: { $case: "memberCode", value: memberCode } as const };
  const first = await world.begin(request);
  expect(first).toMatchObject({ member: { cardId }, payable: cny(10_000n), pointsToEarn: 100n });
  expect(await world.begin(request, 1)).toEqual(first);
  expect(await reasonOf(world.begin({ ...request, merchantTradeId: anId() }))).toBe("MEMBER_CODE_SPENT");
  await world.pay(10_000n, { merchantTradeId: request.merchantTradeId, who: "shopper2" });
  expect((await world.card()).points?.pending).toBe(100n);
  expect((await world.begin(request)).state).toBe(2);
});

test("before the payment the last word counts: other points, another card, none", async () => {
  const merchantTradeId = anId();
  const other = await world.card("shopper2");
  await world.begin({ merchantTradeId, member: mine(), pointsToSpend: 200n });
  expect(await balance()).toEqual([0n, 200n]);
  await world.begin({ merchantTradeId, member: mine(), pointsToSpend: 150n });
  expect(await balance()).toEqual([50n, 150n]);
  await world.begin({ merchantTradeId, member: { $case: "cardId", value: other.cardId } });
  expect(await balance()).toEqual([200n, 0n]);
});

test("twenty sales at once on two nodes cannot hold more points than there are", async () => {
  const ids = Array.from({ length: 20 }, anId);
  const answers = await Promise.allSettled(
    ids.map((merchantTradeId, n) => world.begin({ merchantTradeId, member: mine(), pointsToSpend: 30n }, n % 2)),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(6);
  expect(await balance()).toEqual([20n, 180n]);
  for (const id of ids) await release(id).catch(() => undefined);
  expect(await balance()).toEqual([200n, 0n]);
});

test("P2: the recovery asks payments about a sale that it never heard of, and gives up a trade that was never made after a day only", async () => {
  const merchantTradeId = anId();
  await world.begin({ merchantTradeId, member: mine(), pointsToSpend: 200n });
  world.clock.advance(3_600_000);
  await world.recover();
  expect(await balance()).toEqual([0n, 200n]);
  world.clock.advance(DAY_MS);
  await world.recover();
  // With the 100 of the first sale, which have become usable meanwhile.
  expect(await balance()).toEqual([300n, 0n]);
});

test("MEMBER_SALE_OVER for another card once it is paid, MEMBER_SALE_NOT_FOUND for what was never noted", async () => {
  const { merchantTradeId } = await world.pay(100n);
  const other = await world.card("shopper2");
  expect((await world.begin({ merchantTradeId, member: mine() })).state).toBe(2);
  const foreign = world.begin({ merchantTradeId, member: { $case: "cardId", value: other.cardId } });
  expect(await reasonOf(foreign)).toBe("MEMBER_SALE_OVER");
  expect((await release(merchantTradeId)).state).toBe(2);
  expect(await reasonOf(release("never-noted"))).toBe("MEMBER_SALE_NOT_FOUND");
});

test("POINTS_INSUFFICIENT, POINTS_EXCEED_AMOUNT, POINTS_NOT_SPENDABLE; a refusal leaves the code unused", async () => {
  const { memberCode } = await world.as("shopper1").issueMemberCode({ cardId });
  const member = { $case: "memberCode", value: memberCode } as const;
  expect(await reasonOf(world.begin({ member, pointsToSpend: 1_000n }))).toBe("POINTS_INSUFFICIENT");
  expect(await reasonOf(world.begin({ member, pointsToSpend: 100n, amount: cny(100n) }))).toBe("POINTS_EXCEED_AMOUNT");
  expect((await world.begin({ member, pointsToSpend: 99n, amount: cny(100n) })).payable).toEqual(cny(1n));
  await world.change({ pointWorthFen: 0 });
  expect(await reasonOf(world.begin({ member: mine(), pointsToSpend: 1n }))).toBe("POINTS_NOT_SPENDABLE");
});

test.each([
  { member: undefined },
  { pointsToSpend: -1n },
  { amount: { minorUnits: 1n, currencyCode: "HKD" } },
  { merchantTradeId: "a b" },
  { storeId: "" },
])("REQUEST_INVALID for %#", async (request) => {
  expect(await reasonOf(world.begin({ member: mine(), ...request }))).toBe("REQUEST_INVALID");
});
