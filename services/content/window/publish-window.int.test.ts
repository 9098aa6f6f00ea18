/** Goal: users see what was published and nothing else; two managers never write over each other (W1, W3). Method: the manager's and the user's calls side by side. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { MenuEntry, WindowContent } from "../../../proto/gen/paywindow/content/v1/window.ts";
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
} from "../testing/start-content.ts";
import { windowVersionModel } from "./window-model.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const text = (zh: string, en = "") => ({ zh, en });
const link = (entryId: string, path = "/wallet"): MenuEntry => ({
  ...{ entryId, title: text("付款"), entries: [] },
  action: { $case: "link", value: path },
});
const group = (entryId: string, entries: MenuEntry[]): MenuEntry => ({
  ...{ entryId, title: text("更多"), entries },
  action: undefined,
});
const NEW = { merchantId: "mer_newshop1" };
const save = (content: WindowContent, expectedRevision = 0) =>
  world.as(manager(NEW.merchantId)).saveWindowDraft({ ...NEW, content, expectedRevision });
const publish = (revision: number) => world.as(manager(NEW.merchantId)).publishWindow({ ...NEW, revision });

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

  test("W1: the same save again is done already; one on an older revision is refused", async () => {
    const first = await save(aContent());
    expect(await save(aContent())).toEqual(first);
    await save(aContent({ name: text("改名") }), 1);
    expect(await reasonOf(save(aContent({ name: text("别的") }), 1))).toBe("WINDOW_DRAFT_CHANGED");
    expect(await reasonOf(publish(1))).toBe("WINDOW_DRAFT_CHANGED");
  });

  test("W1: of two managers who change one revision at once exactly one wins", async () => {
    await save(aContent());
    const names = ["甲", "乙", "丙", "丁"];
    const results = await Promise.allSettled(names.map((name) => save(aContent({ name: text(name) }), 1)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("W1: ten first drafts at once make one window", async () => {
    const desks = await Promise.all(Array.from({ length: 10 }, () => save(aContent())));
    expect(new Set(desks.map(({ windowId }) => windowId)).size).toBe(1);
  });

  test("another merchant's manager, a cashier and a user have no desk", async () => {
    for (const caller of [manager("mer_elsewhere1"), cashier, { kind: "user", id: "usr_demoshopper1" } as const])
      expect(await reasonOf(world.as(caller).getWindowDesk({ merchantId: MARKET.merchantId }))).toBe(
        "CALLER_NOT_ALLOWED",
      );
    expect(await reasonOf(world.as(manager("mer_nowindow1")).getWindowDesk({ merchantId: "mer_nowindow1" }))).toBe(
      "WINDOW_NOT_FOUND",
    );
    expect(await reasonOf(publish(1))).toBe("WINDOW_NOT_FOUND");
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

  test.each([
    ["a fourth entry", [link("a"), link("b"), link("c"), link("d")], "content.menu"],
    [
      "a sixth below",
      [
        group(
          "g",
          ["a", "b", "c", "d", "e", "f"].map((id) => link(id)),
        ),
      ],
      "content.menu[0].entries",
    ],
    ["a third level", [group("g", [group("h", [link("a")])])], "content.menu[0].entries[0].entries"],
    ["two of one id", [link("a"), link("a")], "content.menu[1].entry_id"],
    ["no action", [group("g", [])], "content.menu[0].action"],
    ["an action beside entries", [{ ...link("a"), entries: [link("b")] }], "content.menu[0].action"],
    ["another host", [link("a", "//evil.example")], "content.menu[0].link"],
    ["an address", [link("a", "https://evil.example/")], "content.menu[0].link"],
    ["a script", [link("a", "javascript:alert(1)")], "content.menu[0].link"],
  ])("W3: %s is refused by name", async (_, menu, field) => {
    expect(await fieldsOf(save(aContent({ menu })))).toContain(field);
  });

  test.each([
    ["content.name.zh", { name: text("") }],
    ["content.name.zh", { name: text("名".repeat(33)) }],
    ["content.avatar.color", { avatar: { symbol: "🏪", color: "red" } }],
    ["content.avatar.symbol", { avatar: { symbol: "", color: "#336699" } }],
    ["content.industry", { industry: 0 as const }],
    ["content.industry", { industry: 99 as never }],
    ["content.intro.zh", { intro: text("a\u202eb") }],
  ])("W1: %s is held against its bounds", async (field, changes) => {
    expect(await fieldsOf(save(aContent(changes)))).toEqual([field]);
  });
});

describe("lists of windows", () => {
  const idsOf = (windows: readonly { windowId: string }[]) => windows.map(({ windowId }) => windowId);

  test("W1: all that are published, page by page, and those that the user follows", async () => {
    await save(aContent());
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
});
