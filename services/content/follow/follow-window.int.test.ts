/** Goal: who follows is one truth, however often and from wherever it is asked. Method: the service with the real payments, its rows looked at. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type ContentWorld, cashier, MARKET, reasonOf, startContent, user } from "../testing/start-content.ts";
import { followerModel, followLogModel } from "./follower-model.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const { windowId } = MARKET;
const log = async () =>
  (await followLogModel(world.contentStore().connection).find().sort({ _id: 1 }).lean()).map(
    ({ userId, action, channel, followSeq }) => ({ userId, action, channel, followSeq }),
  );
const followers = async () => (await world.shopper.getWindow({ windowId })).followerCount;

describe("W5: follow", () => {
  test("W5: following is idempotent, is logged once and says whether it is the first time", async () => {
    const followed = await world.shopper.followWindow({ windowId });
    expect(followed).toEqual({ windowId, following: true, firstTime: true, followTime: world.clock.now() });
    world.clock.advance(1_000);
    expect(await world.shopper.followWindow({ windowId })).toEqual(followed);
    expect(await followers()).toBe(1);
    expect(await log()).toEqual([{ userId: "usr_demoshopper1", action: "FOLLOWED", channel: "WINDOW", followSeq: 1 }]);
  });

  test("W5: twenty callers at once make one follower, one line and one greeting", async () => {
    await Promise.all(Array.from({ length: 20 }, () => world.shopper.followWindow({ windowId })));
    expect([await followers(), (await log()).length]).toEqual([1, 1]);
    expect(await world.shopper.getUnreadCount({})).toEqual({ unreadCount: 1 });
  });

  test("a window that there is not, and callers who are no users", async () => {
    for (const call of ["followWindow", "unfollowWindow", "getWindow"] as const) {
      expect(await reasonOf(world.shopper[call]({ windowId: "win_nothing1" }))).toBe("WINDOW_NOT_FOUND");
      expect(await reasonOf(world.shopper[call]({ windowId: "mer_demomarket" }))).toBe("REQUEST_INVALID");
      expect(await reasonOf(world.as(cashier)[call]({ windowId }))).toBe("CALLER_NOT_ALLOWED");
      expect(await reasonOf(world.as({ kind: "anonymous", id: "" })[call]({ windowId }))).toBe("CALLER_UNKNOWN");
    }
    expect(await log()).toEqual([]);
  });
});

describe("W6: a payment makes a follower", () => {
  test("W6: the payer follows the merchant's window, by the channel of the payment, once", async () => {
    await world.pay();
    await world.pay();
    expect(await log()).toEqual([{ userId: "usr_demoshopper1", action: "FOLLOWED", channel: "PAYMENT", followSeq: 1 }]);
    expect(await world.shopper.getWindow({ windowId })).toMatchObject({ following: true, followerCount: 1 });
  });

  test("W6: who has ever unfollowed is not made a follower again by paying, and may come back by hand", async () => {
    await world.pay();
    await world.shopper.unfollowWindow({ windowId });
    world.clock.advance(365 * 86_400_000);
    await world.pay();
    expect(await followers()).toBe(0);
    await world.shopper.followWindow({ windowId });
    await world.shopper.unfollowWindow({ windowId });
    await world.pay();
    expect(await followers()).toBe(0);
  });

  test("W6: payment and button at once: one follower", async () => {
    await Promise.all([world.pay(), world.pay(), world.shopper.followWindow({ windowId })]);
    await world.drain();
    expect([await followers(), (await log()).length]).toEqual([1, 1]);
  });
});

test("W5: a store that runs transactions again makes no follow twice", async () => {
  await world.stop();
  world = await startContent({ faults: { seed: 7, transientBefore: 0.2, unknownAfter: 0.2 } });
  await Promise.all(Array.from({ length: 8 }, (_, n) => world.as(user(`usr_many${n}000`)).followWindow({ windowId })));
  expect(await followers()).toBe(8);
  const rows = await followerModel(world.contentStore().connection).find().lean();
  expect(new Set(rows.map(({ followSeq }) => followSeq)).size).toBe(8);
});
