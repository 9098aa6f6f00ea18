/** Goal: users find what is published, page by page, and their own beside it. Method: the demonstration's three windows and one that is a draft. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { newWindow } from "../testing/new-window.ts";
import {
  aContent,
  type ContentWorld,
  cashier,
  fieldsOf,
  HOSPITAL,
  MARKET,
  reasonOf,
  startContent,
} from "../testing/start-content.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const idsOf = (windows: readonly { windowId: string }[]) => windows.map(({ windowId }) => windowId);

test("W1: all that are published, page by page, and those that the user follows", async () => {
  await newWindow(world).save(aContent());
  const first = await world.shopper.listWindows({ followedOnly: false, pageSize: 2, pageToken: "" });
  expect(idsOf(first.windows)).toEqual([HOSPITAL.windowId, MARKET.windowId]);
  expect(first.windows.every(({ content }) => content?.menu.length === 0)).toBe(true);
  const rest = { followedOnly: false, pageSize: 2, pageToken: first.nextPageToken };
  expect(await world.shopper.listWindows(rest)).toMatchObject({
    windows: [{ windowId: "win_demorestaurant" }],
    nextPageToken: "",
  });
  await world.shopper.followWindow({ windowId: HOSPITAL.windowId });
  const mine = await world.shopper.listWindows({ followedOnly: true, pageSize: 0, pageToken: "" });
  expect(mine.windows).toMatchObject([{ windowId: HOSPITAL.windowId, following: true, followerCount: 1 }]);
  const bad = { followedOnly: true, pageSize: 101, pageToken: "x" };
  expect(await fieldsOf(world.shopper.listWindows(bad))).toEqual(["page_size", "page_token"]);
});

test("W5: what one has left is no longer among one's own", async () => {
  for (const { windowId } of [HOSPITAL, MARKET]) await world.shopper.followWindow({ windowId });
  await world.shopper.unfollowWindow({ windowId: HOSPITAL.windowId });
  const mine = await world.shopper.listWindows({ followedOnly: true, pageSize: 1, pageToken: "" });
  expect([idsOf(mine.windows), mine.nextPageToken]).toEqual([[MARKET.windowId], ""]);
  const request = { followedOnly: false, pageSize: 0, pageToken: "" };
  expect(await reasonOf(world.as(cashier).listWindows(request))).toBe("CALLER_NOT_ALLOWED");
});
