/** Goal: a user sees a window as it is published, and how they stand to it. Method: two users at one window, before and after its publication. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { newWindow, text } from "../testing/new-window.ts";
import {
  aContent,
  type ContentWorld,
  cashier,
  fieldsOf,
  MARKET,
  reasonOf,
  startContent,
  user,
} from "../testing/start-content.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const see = (windowId: string, caller = user()) => world.as(caller).getWindow({ windowId });

test("W1, W5: everybody sees the same window, and each whether they follow it", async () => {
  await world.shopper.followWindow({ windowId: MARKET.windowId });
  const mine = await see(MARKET.windowId);
  expect(mine).toMatchObject({ ...MARKET, version: 1, followerCount: 1, following: true });
  expect(await see(MARKET.windowId, user("usr_demoshopper2"))).toEqual({ ...mine, following: false });
});

test("W1: before its first publication it is not there, and later drafts do not show", async () => {
  const { save, publish } = newWindow(world);
  const { windowId } = await save(aContent());
  expect(await reasonOf(see(windowId))).toBe("WINDOW_NOT_FOUND");
  await publish(1);
  await save(aContent({ name: text("改名") }), 1);
  expect((await see(windowId)).content?.name?.zh).toBe("新窗");
  await publish(2);
  expect(await see(windowId)).toMatchObject({ version: 2, content: { name: { zh: "改名" } } });
});

test("a window that there is not, an id that is none, and callers who are no users", async () => {
  expect(await reasonOf(see("win_nothing1"))).toBe("WINDOW_NOT_FOUND");
  expect(await fieldsOf(see("mer_demomarket"))).toEqual(["window_id"]);
  expect(await reasonOf(see(MARKET.windowId, cashier))).toBe("CALLER_NOT_ALLOWED");
  expect(await reasonOf(see(MARKET.windowId, { kind: "anonymous", id: "" }))).toBe("CALLER_UNKNOWN");
});
