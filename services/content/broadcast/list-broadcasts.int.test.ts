/** Goal: a merchant finds all that it has sent, the newest first, each with its own totals (W8). Method: several broadcasts of two merchants, some read. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import {
  type ContentWorld,
  cashier,
  fieldsOf,
  HOSPITAL,
  MARKET,
  manager,
  reasonOf,
  startContent,
} from "../testing/start-content.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const { merchantId } = MARKET;
const list = (pageSize = 0, pageToken = "") => world.desk.listBroadcasts({ merchantId, pageSize, pageToken });
/** Sends one after the other, a second apart. */
const sendAll = async (...titles: string[]): Promise<void> => {
  for (const title of titles) {
    world.clock.advance(1_000);
    await world.broadcast(title);
    await world.deliver();
  }
};

test("W8: the newest first, page by page, each with its own readers, and no other merchant's", async () => {
  await world.shopper.followWindow({ windowId: MARKET.windowId });
  await sendAll("一", "二");
  await world.shopper.markRead({ messageIds: [], all: true });
  await sendAll("三");
  const theirs = {
    merchantId: HOSPITAL.merchantId,
    title: { zh: "义诊", en: "" },
    body: { zh: "周六", en: "" },
    link: "",
  };
  await world.as(manager(HOSPITAL.merchantId)).sendBroadcast(theirs, { idempotencyKey: aKey() });
  const first = await list(2);
  const rest = await list(2, first.nextPageToken);
  const all = [...first.broadcasts, ...rest.broadcasts];
  expect(all.map(({ title, sentCount, readCount }) => [title?.zh, sentCount, readCount])).toEqual([
    ["三", 1, 0],
    ["二", 1, 1],
    ["一", 1, 1],
  ]);
  expect([first.broadcasts.length, rest.nextPageToken]).toEqual([2, ""]);
});

test("W8: who has sent none has none; others than its managers are refused, bounds are held", async () => {
  expect(await list()).toEqual({ broadcasts: [], nextPageToken: "" });
  expect(await fieldsOf(list(101, "x"))).toEqual(["page_size", "page_token"]);
  const request = { merchantId, pageSize: 0, pageToken: "" };
  for (const caller of [cashier, manager(HOSPITAL.merchantId)])
    expect(await reasonOf(world.as(caller).listBroadcasts(request))).toBe("CALLER_NOT_ALLOWED");
});
