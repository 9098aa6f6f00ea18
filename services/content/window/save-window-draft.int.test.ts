/** Goal: a draft is kept as it was written, within its bounds, and no manager writes over another (W1, W3). Method: the manager's calls, one after the other and at once. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { WindowContent } from "../../../proto/gen/paywindow/content/v1/window.ts";
import { group, link, NEW, newWindow, text } from "../testing/new-window.ts";
import {
  aContent,
  type ContentWorld,
  cashier,
  fieldsOf,
  manager,
  reasonOf,
  startContent,
} from "../testing/start-content.ts";
import { windowModel } from "./window-model.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const save = (content: WindowContent, expectedRevision = 0) => newWindow(world).save(content, expectedRevision);
const publish = (revision: number) => newWindow(world).publish(revision);
const nothingKept = async () =>
  expect(await windowModel(world.contentStore().connection).countDocuments({ merchantId: NEW.merchantId })).toBe(0);

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

test("W1: a cashier, another merchant's manager and a user write no draft", async () => {
  const request = { ...NEW, content: aContent(), expectedRevision: 0 };
  for (const caller of [cashier, manager(), { kind: "user", id: "usr_demoshopper1" } as const])
    expect(await reasonOf(world.as(caller).saveWindowDraft(request))).toBe("CALLER_NOT_ALLOWED");
  await nothingKept();
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
  await nothingKept();
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
  await nothingKept();
});
