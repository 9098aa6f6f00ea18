/** Goal: users see what was published and nothing else (W1, W3). Method: the manager's and the user's calls side by side. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { MenuEntry } from "../../../proto/gen/paywindow/content/v1/window.ts";
import { group, link, NEW, newWindow, text } from "../testing/new-window.ts";
import {
  aContent,
  type ContentWorld,
  cashier,
  manager,
  reasonOf,
  startContent,
  user,
} from "../testing/start-content.ts";
import { windowVersionModel } from "./window-model.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const save = (...draft: Parameters<ReturnType<typeof newWindow>["save"]>) => newWindow(world).save(...draft);
const publish = (revision: number) => newWindow(world).publish(revision);

describe("W1: a merchant publishes a window that users open", () => {
  test("W1: a draft is nobody's to see until it is published; then everybody reads name, picture, trade and intro", async () => {
    const desk = await save(aContent());
    const { windowId } = desk;
    expect(desk).toMatchObject({ revision: 1, publishedRevision: 0, version: 0, draft: aContent() });
    expect(await reasonOf(world.shopper.getWindow({ windowId }))).toBe("WINDOW_NOT_FOUND");
    expect(await reasonOf(world.shopper.followWindow({ windowId }))).toBe("WINDOW_NOT_FOUND");
    expect(await publish(1)).toMatchObject({ publishedRevision: 1, version: 1, publishTime: world.clock.now() });
    expect(await world.shopper.getWindow({ windowId })).toEqual({
      ...{ windowId, merchantId: NEW.merchantId, version: 1, followerCount: 0, following: false },
      content: aContent(),
    });
  });

  test("W1: a changed draft does not show until it is published, and every publication is kept", async () => {
    const { windowId } = await save(aContent());
    await publish(1);
    await save(aContent({ name: text("改名") }), 1);
    expect((await world.shopper.getWindow({ windowId })).content?.name?.zh).toBe("新窗");
    await publish(2);
    await publish(2);
    expect((await world.shopper.getWindow({ windowId })).content?.name?.zh).toBe("改名");
    const versions = await windowVersionModel(world.contentStore().connection)
      .find({ _id: /^win_(?!demo)/ })
      .lean();
    expect(versions.map(({ _id }) => _id).sort()).toEqual([`${windowId}:1`, `${windowId}:2`]);
  });

  test("W1: the draft that was looked at, by a manager of its own: anything else publishes nothing", async () => {
    const { windowId } = await save(aContent());
    await save(aContent({ name: text("改名") }), 1);
    expect(await reasonOf(publish(1))).toBe("WINDOW_DRAFT_CHANGED");
    for (const caller of [manager(), cashier, user()])
      expect(await reasonOf(world.as(caller).publishWindow({ ...NEW, revision: 2 }))).toBe("CALLER_NOT_ALLOWED");
    expect(await reasonOf(world.shopper.getWindow({ windowId }))).toBe("WINDOW_NOT_FOUND");
  });
});

describe("W3: the menu", () => {
  test("W3: three entries, one with five below, links, replies and pages, are shown as they were published", async () => {
    const below = [1, 2, 3, 4].map((n) => link(`b${n}`));
    const page: MenuEntry = {
      ...{ entryId: "page", title: text("说明"), entries: [] },
      action: { $case: "page", value: { title: text("说明", "Guide"), body: text("一\n二", "one\ntwo") } },
    };
    const reply: MenuEntry = {
      ...{ entryId: "hours", title: text("时间"), entries: [] },
      action: { $case: "reply", value: text("8 点") },
    };
    const content = aContent({ menu: [link("pay"), group("more", [...below, page]), reply] });
    const { windowId } = await save(content);
    await publish(1);
    expect((await world.shopper.getWindow({ windowId })).content?.menu).toEqual(content.menu);
  });
});
