/** Goal: who leaves is left alone from that commit on, and stays out until they come back by themselves. Method: the user's calls beside the services' messages. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { MessageKind } from "../../../proto/gen/paywindow/content/v1/message.ts";
import { aMessage, type ContentWorld, MARKET, startContent } from "../testing/start-content.ts";
import { verifyDeliveries } from "../verify-deliveries.ts";
import { followLogModel } from "./follower-model.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const { windowId } = MARKET;
const log = () => followLogModel(world.contentStore().connection).find().sort({ _id: 1 }).lean();
const followers = async () => (await world.shopper.getWindow({ windowId })).followerCount;

test("W5: unfollowing is idempotent and logged; a return is not the first time", async () => {
  await world.shopper.followWindow({ windowId });
  world.clock.advance(1_000);
  const left = { windowId, following: false, firstTime: false, followTime: undefined };
  expect(await world.shopper.unfollowWindow({ windowId })).toEqual(left);
  expect(await world.shopper.unfollowWindow({ windowId })).toEqual(left);
  expect(await followers()).toBe(0);
  world.clock.advance(1_000);
  expect(await world.shopper.followWindow({ windowId })).toMatchObject({ following: true, firstTime: false });
  expect((await log()).map(({ action }) => action)).toEqual(["FOLLOWED", "UNFOLLOWED", "FOLLOWED"]);
  expect((await verifyDeliveries(world.contentStore())).mismatches).toEqual([]);
});

test("W5: who never followed and unfollows leaves nothing behind", async () => {
  expect(await world.shopper.unfollowWindow({ windowId })).toMatchObject({ following: false });
  expect(await log()).toEqual([]);
});

test("W5: an unfollow stops promotions at once; what is the user's own affair still arrives", async () => {
  const promotion = { kind: MessageKind.MESSAGE_KIND_PROMOTION };
  await world.shopper.followWindow({ windowId });
  expect(await world.service.sendMessage(aMessage({ ...promotion, messageKey: "p:1" }))).toMatchObject({
    outcome: 1,
  });
  await world.shopper.unfollowWindow({ windowId });
  const excluded = { outcome: 2, messageId: "" };
  expect(await world.service.sendMessage(aMessage({ ...promotion, messageKey: "p:2" }))).toEqual(excluded);
  expect(await world.service.sendMessage(aMessage({ messageKey: "s:1" }))).toMatchObject({ outcome: 1 });
  await world.shopper.followWindow({ windowId });
  expect(await world.service.sendMessage(aMessage({ ...promotion, messageKey: "p:2" }))).toEqual(excluded);
});

test("W5: twenty who leave at once with one phone leave once", async () => {
  await world.shopper.followWindow({ windowId });
  await Promise.all(Array.from({ length: 20 }, () => world.shopper.unfollowWindow({ windowId })));
  expect([await followers(), (await log()).length]).toEqual([0, 2]);
  expect((await verifyDeliveries(world.contentStore())).mismatches).toEqual([]);
});
