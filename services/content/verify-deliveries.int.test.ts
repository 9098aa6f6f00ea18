/** The check of deliveries finds what is wrong: every kind of damage is made by hand once. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { broadcastModel, deliveryExceptionModel, readCountModel } from "./broadcast/broadcast-model.ts";
import { audienceModel, followerModel } from "./follow/follower-model.ts";
import { mailboxModel, messageModel } from "./message/message-model.ts";
import { addFollowers, syntheticUser } from "./testing/add-followers.ts";
import { type ContentWorld, MARKET, startContent, user } from "./testing/start-content.ts";
import { verifyDeliveries } from "./verify-deliveries.ts";

let world: ContentWorld;
let broadcastId: string;
beforeEach(async () => {
  world = await startContent();
  await addFollowers(world.contentStore(), 9);
  await world.as(user()).followWindow({ windowId: MARKET.windowId });
  ({ broadcastId } = await world.broadcast());
  await world.deliver();
  await world.as(user(syntheticUser(2))).markRead({ messageIds: [], all: true });
});
afterEach(() => world.stop());

const connection = () => world.contentStore().connection;
const mismatches = async () => (await verifyDeliveries(world.contentStore())).mismatches;

test("V26: a sound store has no mismatch", async () => {
  const check = await verifyDeliveries(world.contentStore());
  expect(check).toEqual({ broadcasts: 1, messages: 11, mailboxes: 10, windows: 3, mismatches: [] });
});

test("V26: somebody has it twice", async () => {
  const [row] = await messageModel(connection())
    .find({ broadcastId, userId: syntheticUser(4) })
    .lean();
  await messageModel(connection()).create([{ ...row, _id: "msg_again0001", unread: false }]);
  expect(await mismatches()).toEqual([
    `broadcast ${broadcastId} is in the inbox of ${syntheticUser(4)} twice`,
    `broadcast ${broadcastId}: 10 sent, but 11 rows`,
    `broadcast ${broadcastId}: 1 read, but 2 rows`,
  ]);
});

test("V26: a delivery is lost, and so is its part of the unread", async () => {
  await messageModel(connection()).deleteOne({ broadcastId, userId: syntheticUser(4) });
  expect(await mismatches()).toEqual([
    `mailbox ${syntheticUser(4)}: 1 unread, but 0 messages are`,
    `broadcast ${broadcastId}: 10 sent, but 9 rows`,
  ]);
});

test("V26: the totals are not the audience", async () => {
  await broadcastModel(connection()).updateOne({ _id: broadcastId }, { $set: { audienceCount: 11 } });
  await deliveryExceptionModel(connection()).create([
    { _id: "x:1", broadcastId, userId: "usr_x1234", outcome: "EXCLUDED", reason: "UNFOLLOWED" },
    { _id: "x:2", broadcastId, userId: "usr_x1235", outcome: "FAILED", reason: "INBOX_FULL" },
  ]);
  expect(await mismatches()).toEqual([
    `broadcast ${broadcastId}: 0 failed, but 1 rows`,
    `broadcast ${broadcastId}: 0 excluded, but 1 rows`,
    `broadcast ${broadcastId} is SENT: 10 of an audience of 11 had their turn`,
  ]);
});

test("an inbox without its count, a wrong count of readers, and followers that are not there", async () => {
  await mailboxModel(connection()).deleteOne({ _id: syntheticUser(1) });
  await readCountModel(connection()).updateOne({ broadcastId }, { $set: { count: 5 } });
  await audienceModel(connection()).updateOne({ _id: MARKET.windowId }, { $set: { followerCount: 7 } });
  expect(await mismatches()).toEqual([
    `mailbox ${syntheticUser(1)} is missing, but 1 messages are unread`,
    `broadcast ${broadcastId}: 5 read, but 1 rows`,
    `window ${MARKET.windowId}: 7 followers, but 10 rows`,
  ]);
});

test("W5: the log says more follow than there are", async () => {
  await followerModel(connection()).deleteMany({ windowId: MARKET.windowId });
  await audienceModel(connection()).updateOne({ _id: MARKET.windowId }, { $set: { followerCount: 0 } });
  expect(await mismatches()).toEqual([
    `window ${MARKET.windowId}: the log says 1 follows and 0 unfollows, but 0 follow`,
  ]);
});
