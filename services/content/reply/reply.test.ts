/** Goal: which automatic reply is given is one rule, the same whatever order the merchant wrote them in (V29). Method: the pure rule over lists of replies. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type AutoReplyRule, decideReply, type Trigger } from "./reply.ts";

const rule = (trigger: Trigger, keyword = "", text = `${trigger} ${keyword}`): AutoReplyRule => ({
  ...{ trigger, keyword },
  text: { zh: text, en: "" },
});
const follow = rule("FOLLOW");
const exact = rule("KEYWORD_EXACT", "发票");
const partial = rule("KEYWORD_PARTIAL", "票");
const longer = rule("KEYWORD_PARTIAL", "停车票");
const fallback = rule("DEFAULT");
const all = [fallback, partial, longer, exact, follow];

describe("V29: on-follow, keyword exact, keyword partial, default, in this order", () => {
  test.each([
    ["发票", exact],
    ["我要发票", partial],
    ["停车票在哪里", longer],
    ["你好", fallback],
    ["  发票 ", exact],
  ])("%s", (text, expected) => {
    expect(decideReply(all, { text })).toBe(expected);
  });

  test("a follow is answered by the on-follow reply alone", () => {
    expect(decideReply(all, { followed: true })).toBe(follow);
    expect(decideReply([exact, fallback], { followed: true })).toBeUndefined();
  });

  test("without a default nothing is said to what fits nothing", () => {
    expect(decideReply([exact, partial], { text: "你好" })).toBeUndefined();
    expect(decideReply([follow], { text: "你好" })).toBeUndefined();
  });

  test("case, width and outer spaces do not count", () => {
    const vip = rule("KEYWORD_EXACT", "VIP Card");
    expect(decideReply([vip], { text: " ｖｉｐ   card" })).toBe(vip);
  });

  test("of equally long keywords the first of the list wins", () => {
    const first = rule("KEYWORD_PARTIAL", "红");
    const second = rule("KEYWORD_PARTIAL", "绿");
    expect(decideReply([first, second], { text: "绿和红" })).toBe(first);
    expect(decideReply([second, first], { text: "绿和红" })).toBe(second);
  });
});

test("V29: the order of the list matters only between equally long keywords of one kind", () => {
  const rules = [follow, exact, partial, longer, fallback];
  fc.assert(
    fc.property(fc.shuffledSubarray(rules, { minLength: rules.length }), fc.string(), (shuffled, extra) => {
      const text = `停车票${extra}`;
      expect(decideReply(shuffled, { text })).toBe(decideReply(rules, { text }));
    }),
  );
});
