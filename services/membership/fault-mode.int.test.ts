/** Goal: every handler and consumer is safe to run again (P29). Method: the store's fault mode fails transactions before and after the commit, under several seeds; the points come out as without faults. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { verifyPoints } from "./points/verify-points.ts";
import { anId, cny, type MembershipWorld, startMembershipWorld } from "./testing/membership-world.ts";

let world: MembershipWorld;
beforeAll(async () => {
  world = await startMembershipWorld();
});
afterAll(() => world.stop());

/** Buys with a code and points, refunds a part, and lets a day pass: what that makes of usable, pending and held points. */
const scenario = async () => {
  const { cardId, points: before } = await world.card();
  const { memberCode } = await world.as("shopper1").issueMemberCode({ cardId });
  const merchantTradeId = anId();
  const member = { $case: "memberCode", value: memberCode } as const;
  const pointsToSpend = (before?.available ?? 0n) > 10n ? 10n : 0n;
  for (let time = 0; time < 2; time++)
    await world.begin({ merchantTradeId, member, amount: cny(5_010n), pointsToSpend });
  const trade = await world.pay(5_000n, { merchantTradeId });
  await world.refund(trade, 2_000n);
  world.clock.advance(86_400_000);
  await world.settle();
  const { points } = await world.card();
  return {
    available: (points?.available ?? 0n) - (before?.available ?? 0n),
    ...{ pending: points?.pending, held: points?.held },
  };
};

test("P29, V23: with transactions that fail before or after their commit the points are those of a world without", async () => {
  expect(await scenario()).toEqual({ available: 30n, pending: 0n, held: 0n });
  const expected = await scenario();
  expect(expected).toEqual({ available: 24n, pending: 0n, held: 0n });
  const store = world.node.store("membership");
  for (let seed = 1; seed <= 8; seed++) {
    store.faults({ seed, transientBefore: 0.4, unknownAfter: 0.2 });
    expect(await scenario()).toEqual(expected);
    store.faults(undefined);
    expect((await verifyPoints(store)).mismatches).toEqual([]);
  }
});
