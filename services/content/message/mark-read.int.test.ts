/** Goal: what is read is counted once, whoever asks how often, and costs what is unread, not what an inbox has gathered. Method: the user's calls, and the store's own account of what it looked at. */
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { type ContentWorld, fieldsOf, inboxOf, sendMany, startContent, user } from "../testing/start-content.ts";
import { verifyDeliveries } from "../verify-deliveries.ts";
import { messageModel } from "./message-model.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

test("marking is counted once, however often and by how many at once it is asked", async () => {
  await sendMany(world, 4);
  const [a, b] = (await inboxOf(world)).messages.map(({ messageId }) => messageId);
  const mark = () => world.shopper.markRead({ messageIds: [a!, b!], all: false });
  await Promise.all([mark(), mark(), mark()]);
  expect(await world.shopper.getUnreadCount({})).toEqual({ unreadCount: 2 });
  expect((await inboxOf(world)).messages.map(({ read }) => read)).toEqual([true, true, false, false]);
  expect((await verifyDeliveries(world.contentStore())).mismatches).toEqual([]);
});

test("nobody marks another's messages", async () => {
  await sendMany(world, 1);
  const [message] = (await inboxOf(world)).messages;
  const stranger = world.as(user("usr_demoshopper2"));
  expect(await stranger.markRead({ messageIds: [message!.messageId], all: false })).toEqual({ unreadCount: 0 });
  expect((await inboxOf(world)).unreadCount).toBe(1);
});

test("all is read, also beyond one batch", async () => {
  await sendMany(world, 3);
  const rows = await messageModel(world.contentStore().connection).find().lean();
  const more = Array.from({ length: 450 }, (_, n) => ({ ...rows[0]!, _id: `msg_more${String(n).padStart(4, "0")}` }));
  await messageModel(world.contentStore().connection).insertMany(more);
  await world
    .contentStore()
    .connection.collection("mailboxes")
    .updateOne({}, { $set: { unread: 453 } });
  expect(await world.shopper.markRead({ messageIds: [], all: true })).toEqual({ unreadCount: 0 });
  expect((await verifyDeliveries(world.contentStore())).mismatches).toEqual([]);
});

test("neither some nor all, or both, is refused", async () => {
  for (const request of [
    { messageIds: [], all: false },
    { messageIds: ["msg_1234"], all: true },
  ])
    expect(await fieldsOf(world.shopper.markRead(request))).toEqual(["message_ids"]);
  const many = { messageIds: Array.from({ length: 101 }, () => "msg_1234"), all: false };
  expect(await fieldsOf(world.shopper.markRead(many))).toEqual(["message_ids"]);
});

test("of an inbox of 503 with three unread, three rows are looked at, through the index of what is unread", async () => {
  await sendMany(world, 3);
  const messages = messageModel(world.contentStore().connection);
  const [row] = await messages.find().lean();
  const old = Array.from({ length: 500 }, (_, n) => ({ ...row!, _id: `msg_0old${String(n).padStart(4, "0")}` }));
  await messages.insertMany(old.map((one) => ({ ...one, unread: false })));
  const find = jest.spyOn(messages, "find");
  expect(await world.shopper.markRead({ messageIds: [], all: true })).toEqual({ unreadCount: 0 });
  const asked = find.mock.calls.map(([filter]) => filter as object);
  find.mockRestore();
  expect(asked).toHaveLength(1);

  await messages.updateMany({ _id: { $not: /^msg_0old/ } }, { $set: { unread: true } });
  const explained = (await messages.find(asked[0]!).sort({ _id: -1 }).limit(200).explain()) as unknown as {
    queryPlanner: { winningPlan: unknown };
    executionStats: { totalDocsExamined: number };
  };
  expect(explained.queryPlanner.winningPlan).toMatchObject({ stage: "IXSCAN", indexName: "unread" });
  expect(explained.executionStats.totalDocsExamined).toBe(3);
});
