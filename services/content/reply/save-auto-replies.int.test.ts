/** Goal: a window's replies are one list that is right as a whole: never two answers to one thing, never one manager over another. Method: the manager's calls, right and wrong. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type AutoReply, ReplyTrigger } from "../../../proto/gen/paywindow/content/v1/window.ts";
import {
  type ContentWorld,
  cashier,
  fieldsOf,
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
const rule = (trigger: keyof typeof ReplyTrigger, keyword = "", zh = `${trigger} ${keyword}`.trim()): AutoReply => ({
  ...{ trigger: ReplyTrigger[trigger], keyword },
  text: { zh, en: "" },
});
const save = (autoReplies: AutoReply[], expectedRevision = 1) =>
  world.desk.saveAutoReplies({ merchantId, autoReplies, expectedRevision });
const kept = async () => (await world.desk.getWindowDesk({ merchantId })).autoReplies;

test("W10: a list that somebody else has changed is not written over; the same list is done already", async () => {
  const mine = [rule("REPLY_TRIGGER_DEFAULT")];
  const saved = await save(mine);
  expect(saved).toMatchObject({ autoReplies: mine, autoRepliesRevision: 2 });
  expect(await save(mine)).toEqual(saved);
  expect(await reasonOf(save([rule("REPLY_TRIGGER_FOLLOW")]))).toBe("AUTO_REPLIES_CHANGED");
  const nobody = { merchantId: "mer_nowindow1", autoReplies: mine, expectedRevision: 0 };
  expect(await reasonOf(world.as(manager("mer_nowindow1")).saveAutoReplies(nobody))).toBe("WINDOW_NOT_FOUND");
  expect(await reasonOf(world.as(cashier).saveAutoReplies({ ...nobody, merchantId }))).toBe("CALLER_NOT_ALLOWED");
});

test("W10: of two managers who change one list at once exactly one wins", async () => {
  const words = ["甲", "乙", "丙", "丁"];
  const results = await Promise.allSettled(words.map((zh) => save([rule("REPLY_TRIGGER_DEFAULT", "", zh)])));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test.each([
  ["two defaults", [rule("REPLY_TRIGGER_DEFAULT"), rule("REPLY_TRIGGER_DEFAULT")], "auto_replies[1]"],
  [
    "one keyword twice, in another width",
    [rule("REPLY_TRIGGER_KEYWORD_EXACT", "vip"), rule("REPLY_TRIGGER_KEYWORD_EXACT", "ＶＩＰ")],
    "auto_replies[1]",
  ],
  ["a keyword that is missing", [rule("REPLY_TRIGGER_KEYWORD_PARTIAL")], "auto_replies[0].keyword"],
  ["a keyword where none belongs", [rule("REPLY_TRIGGER_DEFAULT", "x")], "auto_replies[0].keyword"],
  ["no trigger", [rule("REPLY_TRIGGER_UNSPECIFIED")], "auto_replies[0].trigger"],
  ["no text", [rule("REPLY_TRIGGER_DEFAULT", "", "")], "auto_replies[0].text.zh"],
  ["51 of them", Array.from({ length: 51 }, (_, n) => rule("REPLY_TRIGGER_KEYWORD_EXACT", `k${n}`)), "auto_replies"],
])("V29: %s is refused by name", async (_, replies, field) => {
  const before = await kept();
  expect(await fieldsOf(save(replies))).toEqual([field]);
  expect(await kept()).toEqual(before);
});
