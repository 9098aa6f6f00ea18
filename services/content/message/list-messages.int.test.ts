/** Goal: an inbox of any length is read page by page, nobody else's in it, with the right count of what is unread. Method: the user's calls over what services and the user have sent. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import {
  aMessage,
  type ContentWorld,
  cashier,
  fieldsOf,
  HOSPITAL,
  inboxOf,
  MARKET,
  reasonOf,
  sendMany,
  startContent,
} from "../testing/start-content.ts";
import { messageModel } from "./message-model.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

test("the newest first, page by page, nobody else's", async () => {
  await sendMany(world, 5);
  await world.service.sendMessage(aMessage({ userId: "usr_demoshopper2", messageKey: "other" }));
  const first = await inboxOf(world, { pageSize: 3 });
  const rest = await inboxOf(world, { pageSize: 3, pageToken: first.nextPageToken });
  expect([first.messages.length, rest.messages.length, rest.nextPageToken]).toEqual([3, 2, ""]);
  const times = [...first.messages, ...rest.messages].map(({ sendTime }) => sendTime!.getTime());
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(first.unreadCount).toBe(5);
});

test("an inbox of 250 is read to its end, each message once, and every page has the count of all that is unread", async () => {
  await sendMany(world, 1);
  const messages = messageModel(world.contentStore().connection);
  const [first] = await messages.find().lean();
  const ids = Array.from({ length: 249 }, (_, n) => `msg_0more${String(n).padStart(4, "0")}`);
  await messages.insertMany(ids.map((_id) => ({ ...first!, _id, unread: false })));
  const seen: string[] = [];
  let pageToken = "";
  do {
    const page = await inboxOf(world, { pageSize: 100, pageToken });
    expect(page.unreadCount).toBe(1);
    seen.push(...page.messages.map(({ messageId }) => messageId));
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  expect(seen).toEqual([...ids.toReversed(), first!._id]);
});

test("what comes while one reads on moves no page: nothing is shown twice or left out", async () => {
  await sendMany(world, 4);
  const first = await inboxOf(world, { pageSize: 2 });
  world.clock.advance(1_000);
  await world.service.sendMessage(aMessage({ messageKey: "late" }));
  const rest = await inboxOf(world, { pageSize: 2, pageToken: first.nextPageToken });
  const keys = [...first.messages, ...rest.messages].map(({ messageId }) => messageId);
  expect(new Set(keys).size).toBe(4);
  expect(rest).toMatchObject({ nextPageToken: "", unreadCount: 5 });
});

test("a conversation has both sides of one window; the inbox leaves out what the user said", async () => {
  await world.service.sendMessage(aMessage({ merchantId: HOSPITAL.merchantId, messageKey: "elsewhere" }));
  world.clock.advance(1_000);
  const said = { messageKey: "say:1", windowId: MARKET.windowId, text: "积分", menuEntryId: "" };
  await world.shopper.sendToWindow(said);
  const talk = (await inboxOf(world, { windowId: MARKET.windowId })).messages;
  expect(talk.map(({ kind }) => kind)).toEqual([5, 6]);
  const inbox = await inboxOf(world);
  expect(inbox.messages.map(({ kind }) => kind)).toEqual([5, 1]);
  expect(inbox.unreadCount).toBe(2);
});

test("pages are held against their bounds, and only users have an inbox", async () => {
  expect(await fieldsOf(inboxOf(world, { pageSize: 101, pageToken: "x", windowId: "mer_demomarket" }))).toEqual([
    "window_id",
    "page_size",
    "page_token",
  ]);
  const request = { windowId: "", pageSize: 0, pageToken: "" };
  expect(await reasonOf(world.as(cashier).listMessages(request))).toBe("CALLER_NOT_ALLOWED");
});
