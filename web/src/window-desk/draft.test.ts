/** What a manager writes becomes what the contract has, and back, with nothing lost and nothing that is of another kind. */
import { describe, expect, test } from "@jest/globals";
import { contentOf, type DraftEntry, isComplete, isSame, moved, newEntry, readDraft } from "./draft.ts";

const words = (zh: string, en = "") => ({ zh, en });

const content = {
  name: words("惠民超市", "Huimin Market"),
  avatar: { symbol: "惠", color: "#1677FF" },
  industry: "INDUSTRY_RETAIL",
  intro: words("新鲜"),
  menu: [
    { entryId: "pay", title: words("付款码"), link: "/wallet", entries: [] },
    {
      ...{ entryId: "service", title: words("服务") },
      entries: [
        { entryId: "hours", title: words("时间"), reply: words("8:00"), entries: [] },
        { entryId: "returns", title: words("退货"), page: { title: words("退货"), body: words("七天") }, entries: [] },
      ],
    },
  ],
};

test("W3: what the platform keeps is read and sent back as it was: links, replies, pages and groups", () => {
  expect(contentOf(readDraft(content as never))).toEqual(content);
});

test("W1: a window that there is not yet begins empty", () => {
  expect(readDraft(undefined)).toMatchObject({ name: words(""), industry: "INDUSTRY_RETAIL", menu: [] });
});

test("W3: an entry of another kind keeps what was typed, but sends only what is its own", () => {
  const typed: DraftEntry = { ...newEntry("a"), title: words("甲"), reply: words("好"), kind: "reply" };
  const turned = { ...typed, kind: "link" as const };
  expect(turned.reply).toEqual(words("好"));
  const draft = readDraft(undefined);
  expect(contentOf({ ...draft, menu: [turned] }).menu).toEqual([
    { entryId: "a", title: words("甲"), link: "/wallet", entries: [] },
  ]);
  expect(isSame({ ...draft, menu: [turned] }, { ...draft, menu: [{ ...turned, reply: words("别的") }] })).toBe(true);
  expect(isSame({ ...draft, menu: [turned] }, { ...draft, menu: [typed] })).toBe(false);
});

describe("W3: what an entry still lacks", () => {
  const named = { ...newEntry("a"), title: words("甲") };
  test.each<[string, DraftEntry, boolean]>([
    ["a title", newEntry("a"), false],
    ["nothing", named, true],
    ["a page of ours", { ...named, link: "https://elsewhere.example" }, false],
    ["the reply", { ...named, kind: "reply" }, false],
    ["the body of its page", { ...named, kind: "page", page: { title: words("题"), body: words(" ") } }, false],
    ["an entry below", { ...named, kind: "group" }, false],
    ["a title below", { ...named, kind: "group", entries: [newEntry("b")] }, false],
    ["nothing below", { ...named, kind: "group", entries: [named] }, true],
  ])("%s", (_, entry, complete) => {
    expect(isComplete(entry)).toBe(complete);
  });
});

test("W3: rows change places, and stay where there is none", () => {
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
});
