/** Goal: a broadcast reaches every follower of its moment at most once, and every member of the audience is accounted for (V26, W8). Method: batch by batch, with follows and unfollows in between. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { BROADCASTS, MAX_UNREAD } from "../config.ts";
import { mailboxModel, messageModel } from "../message/message-model.ts";
import { addFollowers, syntheticUser } from "../testing/add-followers.ts";
import {
  aContent,
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
import { verifyDeliveries } from "../verify-deliveries.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const { windowId, merchantId } = MARKET;
const SENT = 2;
const see = (broadcastId: string) => world.desk.getBroadcast({ merchantId, broadcastId });
const inboxOf = async (userId: string) =>
  (await world.as(user(userId)).listMessages({ windowId: "", pageSize: 0, pageToken: "" })).messages;
const follow = (userId: string) => world.as(user(userId)).followWindow({ windowId });
const unfollow = (userId: string) => world.as(user(userId)).unfollowWindow({ windowId });
const sound = async () => expect((await verifyDeliveries(world.contentStore())).mismatches).toEqual([]);

describe("W8, V26: a broadcast", () => {
  test("W8: every follower has it once, with its text; sent = audience, and readers are counted", async () => {
    await addFollowers(world.contentStore(), 1_203);
    const { broadcastId } = await world.broadcast();
    await world.deliver();
    expect(await see(broadcastId)).toMatchObject({
      ...{ state: SENT, audienceCount: 1_203, sentCount: 1_203, failedCount: 0, excludedCount: 0, readCount: 0 },
      finishTime: world.clock.now(),
    });
    const [message, ...more] = await inboxOf(syntheticUser(700));
    expect([message?.title?.zh, message?.link, message?.read, more]).toEqual(["周末特惠", "/coupons", false, []]);
    for (const index of [3, 700]) await world.as(user(syntheticUser(index))).markRead({ messageIds: [], all: true });
    expect((await see(broadcastId)).readCount).toBe(2);
    await sound();
  });

  test("V26: one batch is bounded, and the next goes on behind it", async () => {
    await addFollowers(world.contentStore(), BROADCASTS.batch + 10);
    const { broadcastId } = await world.broadcast();
    expect(await world.batch(broadcastId)).toBe(true);
    expect(await see(broadcastId)).toMatchObject({ state: 1, sentCount: BROADCASTS.batch });
    expect(await world.batch(broadcastId)).toBe(false);
    expect(await world.batch(broadcastId)).toBe(false);
    expect(await see(broadcastId)).toMatchObject({ state: SENT, sentCount: BROADCASTS.batch + 10 });
    await sound();
  });

  test("V26: who unfollows before their turn gets nothing and is counted as excluded; who had it keeps it", async () => {
    await addFollowers(world.contentStore(), BROADCASTS.batch + 10);
    const { broadcastId } = await world.broadcast();
    await world.batch(broadcastId);
    await unfollow(syntheticUser(3));
    await unfollow(syntheticUser(BROADCASTS.batch + 3));
    await world.deliver();
    expect(await see(broadcastId)).toMatchObject({ sentCount: BROADCASTS.batch + 9, excludedCount: 1 });
    expect(await inboxOf(syntheticUser(BROADCASTS.batch + 3))).toEqual([]);
    expect(await inboxOf(syntheticUser(3))).toHaveLength(1);
    await sound();
  });

  test("V26: who leaves and comes back while it is on its way was excluded, once, and gets the next one", async () => {
    await addFollowers(world.contentStore(), BROADCASTS.batch + 10);
    const last = syntheticUser(BROADCASTS.batch + 9);
    const { broadcastId } = await world.broadcast();
    await world.batch(broadcastId);
    for (let time = 0; time < 2; time++) {
      await unfollow(last);
      await follow(last);
    }
    await world.deliver();
    expect(await see(broadcastId)).toMatchObject({ sentCount: BROADCASTS.batch + 9, excludedCount: 1 });
    await world.broadcast("第二次");
    await world.deliver();
    expect((await inboxOf(last)).map(({ title }) => title?.zh)).toContain("第二次");
    await sound();
  });

  test("V26: who follows after it was sent is not of its audience", async () => {
    await addFollowers(world.contentStore(), 10);
    const { broadcastId } = await world.broadcast();
    await follow("usr_zzlatecomer");
    await world.deliver();
    expect(await see(broadcastId)).toMatchObject({ audienceCount: 10, sentCount: 10 });
    expect((await inboxOf("usr_zzlatecomer")).map(({ title }) => title)).not.toContainEqual({ zh: "周末特惠", en: "" });
    await sound();
  });

  test("V26: an inbox that nobody reads takes no more: failed, with everything else delivered", async () => {
    await addFollowers(world.contentStore(), 20);
    const full = { _id: syntheticUser(7), unread: MAX_UNREAD };
    await mailboxModel(world.contentStore().connection).create([full]);
    const rows = Array.from({ length: MAX_UNREAD }, (_, n) => ({
      ...{
        _id: `msg_full${String(n).padStart(4, "0")}`,
        userId: full._id,
        windowId,
        merchantId,
        kind: "SERVICE" as const,
      },
      ...{ text: { body: { zh: "旧", en: "" }, link: "" }, unread: true, sendTime: world.clock.now() },
    }));
    await messageModel(world.contentStore().connection).insertMany(rows);
    const { broadcastId } = await world.broadcast();
    await world.deliver();
    expect(await see(broadcastId)).toMatchObject({ sentCount: 19, failedCount: 1 });
    await sound();
  });

  test("V26: two nodes at one broadcast: whoever comes second writes nothing twice", async () => {
    await addFollowers(world.contentStore(), 3 * BROADCASTS.batch);
    const { broadcastId } = await world.broadcast();
    const batches = Array.from({ length: 8 }, () => world.batch(broadcastId).catch(() => true));
    const leavers = [3, 600, 1_200, 1_400].map((index) => unfollow(syntheticUser(index)));
    await Promise.all([...batches, ...leavers]);
    await world.deliver();
    const { sentCount, excludedCount } = await see(broadcastId);
    expect(sentCount + excludedCount).toBe(3 * BROADCASTS.batch);
    await sound();
  });

  test("V26: a store that runs transactions again delivers nobody twice", async () => {
    await world.stop();
    world = await startContent({ faults: { seed: 11, transientBefore: 0.2, unknownAfter: 0.2 } });
    const users = Array.from({ length: 12 }, (_, n) => `usr_many${String(n).padStart(4, "0")}`);
    await Promise.all(users.map(follow));
    const { broadcastId } = await world.broadcast();
    await world.deliver();
    expect(await see(broadcastId)).toMatchObject({ audienceCount: 12, sentCount: 12 });
    await sound();
  });
});

describe("SendBroadcast", () => {
  const text = { zh: "标题", en: "" };
  const request = { merchantId, title: text, body: text, link: "" };

  test("W8: the same key is the same broadcast; a second one waits for the first", async () => {
    await addFollowers(world.contentStore(), 5);
    const idempotencyKey = aKey();
    const first = await world.desk.sendBroadcast(request, { idempotencyKey });
    expect(await world.desk.sendBroadcast(request, { idempotencyKey })).toEqual(first);
    expect(await reasonOf(world.broadcast())).toBe("BROADCAST_UNDER_WAY");
    await world.deliver();
    await world.broadcast();
    await world.deliver();
    const { broadcasts } = await world.desk.listBroadcasts({ merchantId, pageSize: 0, pageToken: "" });
    expect(broadcasts.map(({ sentCount }) => sentCount)).toEqual([5, 5]);
  });

  test("W8: of ten at once one goes out", async () => {
    await addFollowers(world.contentStore(), 5);
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => world.broadcast()));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("W8: nobody follows: it is sent to nobody", async () => {
    const { broadcastId } = await world.broadcast();
    await world.deliver();
    expect(await see(broadcastId)).toMatchObject({ state: SENT, audienceCount: 0, sentCount: 0 });
  });

  test("who may not, what is missing and what is not there", async () => {
    const send = (caller: Parameters<ContentWorld["as"]>[0], of = merchantId) =>
      world.as(caller).sendBroadcast({ ...request, merchantId: of }, { idempotencyKey: aKey() });
    expect(await reasonOf(send(cashier))).toBe("CALLER_NOT_ALLOWED");
    expect(await reasonOf(send(manager(HOSPITAL.merchantId)))).toBe("CALLER_NOT_ALLOWED");
    expect(await reasonOf(send(user()))).toBe("CALLER_NOT_ALLOWED");
    expect(await reasonOf(send(manager("mer_nowindow1"), "mer_nowindow1"))).toBe("WINDOW_NOT_FOUND");
    const draft = { merchantId: "mer_draftonly1", expectedRevision: 0, content: aContent() };
    await world.as(manager("mer_draftonly1")).saveWindowDraft(draft);
    expect(await reasonOf(send(manager("mer_draftonly1"), "mer_draftonly1"))).toBe("WINDOW_NOT_PUBLISHED");
    const bad = { ...request, title: undefined, link: "//evil.example" };
    expect(await fieldsOf(world.desk.sendBroadcast(bad, { idempotencyKey: aKey() }))).toEqual(["title.zh", "link"]);
  });
});
