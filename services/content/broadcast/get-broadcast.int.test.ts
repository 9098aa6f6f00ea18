/** Goal: the totals of a broadcast are true at every moment of its way (W8). Method: looked at before, between and after its batches, and as it is read. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { BROADCASTS } from "../config.ts";
import { addFollowers, syntheticUser } from "../testing/add-followers.ts";
import {
  type ContentWorld,
  cashier,
  fieldsOf,
  HOSPITAL,
  MARKET,
  manager,
  reasonOf,
  startContent,
  user,
} from "../testing/start-content.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const { merchantId } = MARKET;
const see = (broadcastId: string) => world.desk.getBroadcast({ merchantId, broadcastId });
const totals = async (broadcastId: string) => {
  const { state, audienceCount, sentCount, failedCount, excludedCount, readCount } = await see(broadcastId);
  return [state, audienceCount, sentCount, failedCount, excludedCount, readCount];
};
const readAll = (index: number) => world.as(user(syntheticUser(index))).markRead({ messageIds: [], all: true });

test("W8: sent grows batch by batch, read with every reader once, and the audience stays what it was", async () => {
  const audience = BROADCASTS.batch + 2;
  await addFollowers(world.contentStore(), audience);
  const { broadcastId } = await world.broadcast();
  expect(await totals(broadcastId)).toEqual([1, audience, 0, 0, 0, 0]);
  await world.batch(broadcastId);
  await readAll(0);
  expect(await totals(broadcastId)).toEqual([1, audience, BROADCASTS.batch, 0, 0, 1]);
  await world.deliver();
  for (const index of [0, 1, 1, audience - 1]) await readAll(index);
  expect(await totals(broadcastId)).toEqual([2, audience, audience, 0, 0, 3]);
  expect((await see(broadcastId)).finishTime).toEqual(world.clock.now());
});

test("W8: what was sent is there as it was written, to its own merchant's managers", async () => {
  const { broadcastId } = await world.broadcast("开业");
  expect(await see(broadcastId)).toMatchObject({
    ...{ ...MARKET, broadcastId, title: { zh: "开业", en: "" }, body: { zh: "全场九折", en: "" }, link: "/coupons" },
    ...{ sendTime: world.clock.now(), finishTime: undefined },
  });
  const foreign = { merchantId: HOSPITAL.merchantId, broadcastId };
  expect(await reasonOf(world.as(manager(HOSPITAL.merchantId)).getBroadcast(foreign))).toBe("BROADCAST_NOT_FOUND");
  for (const caller of [manager(HOSPITAL.merchantId), cashier, user()])
    expect(await reasonOf(world.as(caller).getBroadcast({ merchantId, broadcastId }))).toBe("CALLER_NOT_ALLOWED");
});

test("W8: one that there is not, and an id that is none", async () => {
  expect(await reasonOf(see("brc_00000000"))).toBe("BROADCAST_NOT_FOUND");
  expect(await fieldsOf(see("win_demomarket"))).toEqual(["broadcast_id"]);
});
