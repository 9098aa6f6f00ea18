/** Goal: a sale that is given up frees its points, and one that is paid after all takes them (M7, V23). Method: real payments, real events. */
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { CreateTradeRequest, PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { verifyPoints } from "../points/verify-points.ts";
import {
  anId,
  callers,
  cny,
  MERCHANT,
  type MembershipWorld,
  reasonOf,
  STORE,
  startMembershipWorld,
} from "../testing/membership-world.ts";

const DAY_MS = 86_400_000;
let world: MembershipWorld;
let cardId = "";
beforeAll(async () => {
  world = await startMembershipWorld();
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
const payments = () => world.node.as(callers.cashier, PaymentsServiceDefinition);
const createTrade = (merchantTradeId: string) =>
  payments().createTrade({
    ...{ ...CreateTradeRequest.create(), merchantId: MERCHANT, storeId: STORE, merchantTradeId },
    ...{ amount: cny(10_000n), subject: "牛奶" },
  });

test("V23: a closed trade frees the points by its event; one that is released and paid after all takes them", async () => {
  const closed = anId();
  await createTrade(closed);
  await world.begin({ merchantTradeId: closed, member: mine(), pointsToSpend: 200n });
  await payments().closeTrade({ merchantId: MERCHANT, tradeId: "", merchantTradeId: closed });
  await world.node.drain();
  expect(await balance()).toEqual([200n, 0n]);
  const merchantTradeId = anId();
  await world.begin({ merchantTradeId, member: mine(), pointsToSpend: 100n });
  expect((await release(merchantTradeId)).state).toBe(3);
  const trade = await world.pay(9_900n, { merchantTradeId });
  expect(await balance()).toEqual([100n, 0n]);
  await world.refund(trade, 9_900n);
  expect(await balance()).toEqual([200n, 0n]);
});

test("MEMBER_SALE_NOT_FOUND for what was never noted; CALLER_NOT_ALLOWED for people", async () => {
  expect(await reasonOf(release("never-noted"))).toBe("MEMBER_SALE_NOT_FOUND");
  const byCashier = world.as("cashier").releaseMemberSale({ merchantId: MERCHANT, merchantTradeId: anId() });
  expect(await reasonOf(byCashier)).toBe("CALLER_NOT_ALLOWED");
});
