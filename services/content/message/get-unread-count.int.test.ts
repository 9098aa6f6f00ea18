/** Goal: the count that a phone shows is what is unread, whatever came and however it was read. Method: every way in and out, one after the other, against the rows. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import {
  aMessage,
  type ContentWorld,
  cashier,
  inboxOf,
  MARKET,
  reasonOf,
  startContent,
  user,
} from "../testing/start-content.ts";
import { verifyDeliveries } from "../verify-deliveries.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const unread = async () => (await world.shopper.getUnreadCount({})).unreadCount;

test("who has never had a message has none unread; others' messages do not count", async () => {
  expect(await unread()).toBe(0);
  await world.service.sendMessage(aMessage({ userId: "usr_demoshopper2" }));
  expect(await unread()).toBe(0);
  expect(await world.as(user("usr_demoshopper2")).getUnreadCount({})).toEqual({ unreadCount: 1 });
});

test("W8: a greeting, a reply, a message and a broadcast count one each, what the user says nothing; reading takes them off", async () => {
  const { windowId } = MARKET;
  await world.shopper.followWindow({ windowId });
  expect(await unread()).toBe(1);
  await world.shopper.sendToWindow({ messageKey: "say:1", windowId, text: "积分", menuEntryId: "" });
  expect(await unread()).toBe(2);
  await world.service.sendMessage(aMessage());
  expect(await unread()).toBe(3);
  await world.broadcast();
  await world.deliver();
  expect(await unread()).toBe(4);
  const [newest] = (await inboxOf(world)).messages;
  await world.shopper.markRead({ messageIds: [newest!.messageId], all: false });
  expect(await unread()).toBe(3);
  await world.shopper.markRead({ messageIds: [], all: true });
  expect(await unread()).toBe(0);
  expect((await verifyDeliveries(world.contentStore())).mismatches).toEqual([]);
});

test("staff have no inbox", async () => {
  expect(await reasonOf(world.as(cashier).getUnreadCount({}))).toBe("CALLER_NOT_ALLOWED");
});
