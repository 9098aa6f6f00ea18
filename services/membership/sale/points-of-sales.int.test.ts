/** Goal: points follow the money (C15, V23). Method: real payments, real events, a clock that stands still; after every test the proof finds nothing. */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { verifyPoints } from "../points/verify-points.ts";
import { anId, cny, type MembershipWorld, reasonOf, startMembershipWorld } from "../testing/membership-world.ts";

const DAY_MS = 86_400_000;
let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld();
});
afterEach(async () => expect((await verifyPoints(world.node.store("membership"))).mismatches).toEqual([]));
afterAll(() => world.stop());

const balance = async () => {
  const { points } = await world.card();
  return [points?.available, points?.pending, points?.held];
};

test("V23: a paid trade of the card's holder earns once; pending for a day, then usable", async () => {
  const trade = await world.pay(12_345n);
  expect(await balance()).toEqual([0n, 123n, 0n]);
  world.clock.set(new Date(trade.payTime!.getTime() + DAY_MS - 1));
  expect(await balance()).toEqual([0n, 123n, 0n]);
  world.clock.advance(1);
  expect(await balance()).toEqual([123n, 0n, 0n]);
  await world.settle();
  expect(await balance()).toEqual([123n, 0n, 0n]);
  expect((await world.card()).standing).toMatchObject({ countedPoints: 123n, pointsToNext: 377n });
});

test("V23: refunds take back pro rata, the last one the remainder: buy-refund-repeat earns nothing", async () => {
  const before = await balance();
  for (let time = 0; time < 3; time++) {
    const trade = await world.pay(1_001n);
    await world.refund(trade, 333n);
    await world.refund(trade, 333n);
    await world.refund(trade, 335n);
    expect(await balance()).toEqual(before);
  }
});

test("V23: spent points are held, spent with the payment and given back by its refund; what they paid for does not earn", async () => {
  const { cardId } = await world.card();
  const merchantTradeId = anId();
  const sale = await world.begin({
    ...{ merchantTradeId, member: { $case: "cardId", value: cardId }, amount: cny(5_000n), pointsToSpend: 100n },
  });
  expect(sale).toMatchObject({ payable: cny(4_900n), pointsWorth: cny(100n), pointsToEarn: 49n, pointsToSpend: 100n });
  expect(await balance()).toEqual([23n, 0n, 100n]);
  const trade = await world.pay(4_900n, { merchantTradeId });
  expect(await balance()).toEqual([23n, 49n, 0n]);
  await world.refund(trade, 2_450n);
  expect(await balance()).toEqual([73n, 24n, 0n]);
  await world.refund(trade, 2_450n);
  expect(await balance()).toEqual([123n, 0n, 0n]);
});

test("V23: points that are gone when they are taken back are owed, and the next ones pay for it", async () => {
  const { cardId } = await world.card();
  const bought = await world.pay(20_000n);
  world.clock.advance(DAY_MS);
  expect(await balance()).toEqual([323n, 0n, 0n]);
  const merchantTradeId = anId();
  const member = { $case: "cardId", value: cardId } as const;
  await world.begin({ merchantTradeId, member, pointsToSpend: 323n });
  await world.pay(9_677n, { merchantTradeId });
  await world.refund(bought, 20_000n);
  expect(await balance()).toEqual([-200n, 96n, 0n]);
  expect(await reasonOf(world.begin({ member, pointsToSpend: 1n }))).toBe("POINTS_INSUFFICIENT");
  world.clock.advance(DAY_MS);
  expect(await balance()).toEqual([-104n, 0n, 0n]);
  await world.pay(20_400n, { who: "shopper1" });
  world.clock.advance(DAY_MS);
  await world.settle();
  expect(await balance()).toEqual([100n, 0n, 0n]);
});

test("V23: at midnight of +08:00 points of a year end, those that end first are spent first, and nobody loses one twice", async () => {
  const { version } = await world.change({ expiry: { rule: 2, count: 1 } });
  expect(version).toBe(2);
  world.clock.set(new Date("2030-06-01T15:59:58.000Z"));
  const trade = await world.pay(3_000n);
  world.clock.advance(DAY_MS);
  expect(await balance()).toEqual([130n, 0n, 0n]);
  world.clock.set(new Date("2030-06-03T15:59:59.999Z"));
  expect(await balance()).toEqual([130n, 0n, 0n]);
  world.clock.advance(1);
  expect(await balance()).toEqual([100n, 0n, 0n]);
  await world.settle();
  await world.refund(trade, 3_000n);
  expect(await balance()).toEqual([100n, 0n, 0n]);
  world.clock.set(new Date("2031-12-31T15:59:59.999Z"));
  expect(await balance()).toEqual([100n, 0n, 0n]);
  world.clock.advance(1);
  expect(await balance()).toEqual([0n, 0n, 0n]);
});
