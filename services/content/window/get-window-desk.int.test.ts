/** Goal: a merchant's managers see the whole of their window, and nobody else any of it. Method: the demonstration's market, its manager and those who are not. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ReplyTrigger } from "../../../proto/gen/paywindow/content/v1/window.ts";
import { newWindow } from "../testing/new-window.ts";
import {
  aContent,
  type ContentWorld,
  cashier,
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

const publish = (revision: number) => newWindow(world).publish(revision);
const { merchantId } = MARKET;

test("W1: draft, what is published of it, replies and followers are on one desk", async () => {
  await world.shopper.followWindow({ windowId: MARKET.windowId });
  const before = await world.desk.getWindowDesk({ merchantId });
  expect(before).toMatchObject({
    ...{ ...MARKET, revision: 1, publishedRevision: 1, version: 1, followerCount: 1, autoRepliesRevision: 1 },
    draft: { name: { zh: "惠民超市", en: "Huimin Market" } },
  });
  expect(before.autoReplies.map(({ trigger }) => trigger)).toEqual([
    ReplyTrigger.REPLY_TRIGGER_FOLLOW,
    ReplyTrigger.REPLY_TRIGGER_KEYWORD_EXACT,
    ReplyTrigger.REPLY_TRIGGER_KEYWORD_PARTIAL,
    ReplyTrigger.REPLY_TRIGGER_DEFAULT,
  ]);
  const content = aContent();
  await world.desk.saveWindowDraft({ merchantId, expectedRevision: 1, content });
  expect(await world.desk.getWindowDesk({ merchantId })).toEqual({ ...before, draft: content, revision: 2 });
});

test("W1: the hospital's manager sees the hospital's", async () => {
  const desk = await world.as(manager(HOSPITAL.merchantId)).getWindowDesk({ merchantId: HOSPITAL.merchantId });
  expect(desk).toMatchObject(HOSPITAL);
});

test("another merchant's manager, a cashier and a user have no desk", async () => {
  for (const caller of [manager("mer_elsewhere1"), cashier, user()])
    expect(await reasonOf(world.as(caller).getWindowDesk({ merchantId: MARKET.merchantId }))).toBe(
      "CALLER_NOT_ALLOWED",
    );
  expect(await reasonOf(world.as(manager("mer_nowindow1")).getWindowDesk({ merchantId: "mer_nowindow1" }))).toBe(
    "WINDOW_NOT_FOUND",
  );
  expect(await reasonOf(publish(1))).toBe("WINDOW_NOT_FOUND");
});
