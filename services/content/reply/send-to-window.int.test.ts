/** Goal: a window answers by itself, once per message, in the order of V29. Method: the demonstration's market, whose replies the manager changes. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type AutoReply, ReplyTrigger } from "../../../proto/gen/paywindow/content/v1/window.ts";
import { type ContentWorld, fieldsOf, MARKET, reasonOf, startContent } from "../testing/start-content.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const { windowId, merchantId } = MARKET;
let sent = 0;
const say = (text: string, messageKey = `say:${++sent}`) =>
  world.shopper.sendToWindow({ messageKey, windowId, text, menuEntryId: "" });
const tap = (menuEntryId: string, messageKey = `tap:${++sent}`) =>
  world.shopper.sendToWindow({ messageKey, windowId, text: "", menuEntryId });
const conversation = async () => (await world.shopper.listMessages({ windowId, pageSize: 0, pageToken: "" })).messages;
const rule = (trigger: keyof typeof ReplyTrigger, keyword = "", zh = `${trigger} ${keyword}`.trim()): AutoReply => ({
  ...{ trigger: ReplyTrigger[trigger], keyword },
  text: { zh, en: "" },
});
const save = (autoReplies: AutoReply[], expectedRevision = 1) =>
  world.desk.saveAutoReplies({ merchantId, autoReplies, expectedRevision });

describe("V29, W10: a window answers by itself", () => {
  test.each([
    ["积分", /会员卡里查看/],
    [" 积分 ", /会员卡里查看/],
    ["请问发票怎么开", /服务台开具/],
    ["我的积分呢", /收到您的留言/],
  ])("V29: %s", async (text, reply) => {
    const answer = await say(text);
    expect(answer.message?.body?.zh).toBe(text.trim());
    expect(answer.reply?.body?.zh).toMatch(reply);
  });

  test("W10: a follow is greeted, by hand and by a payment", async () => {
    await world.shopper.followWindow({ windowId });
    expect((await conversation()).map(({ body }) => body?.en)).toEqual([expect.stringMatching(/^Welcome to Huimin/)]);
  });

  test("W10: the same message again, twenty times at once, is one message and one reply, in their order", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => say("积分", "phone:1")));
    expect(new Set(answers.map(({ reply }) => reply?.messageId)).size).toBe(1);
    expect((await conversation()).map(({ body }) => body?.zh)).toEqual([expect.stringMatching(/会员卡里/), "积分"]);
    expect(await reasonOf(say("发票", "phone:1"))).toBe("MESSAGE_KEY_REUSED");
    expect((await world.shopper.getUnreadCount({})).unreadCount).toBe(1);
  });

  test("W3: an entry of the menu replies; one that opens something, or is not there, does not", async () => {
    expect((await tap("hours")).reply?.body?.en).toMatch(/^Open every day/);
    for (const entryId of ["pay", "returns", "nothing"])
      expect(await reasonOf(tap(entryId))).toBe("MENU_ENTRY_NOT_FOUND");
  });

  test("W10: replies take effect at once; without any the window is silent", async () => {
    await save([rule("REPLY_TRIGGER_KEYWORD_PARTIAL", "积分", "新的回答")]);
    expect((await say("积分")).reply?.body?.zh).toBe("新的回答");
    expect((await say("你好")).reply).toBeUndefined();
    await world.shopper.followWindow({ windowId });
    expect((await world.shopper.getUnreadCount({})).unreadCount).toBe(1);
  });

  test("what is said is held against its bounds", async () => {
    const request = { messageKey: "k", windowId, text: "", menuEntryId: "" };
    expect(await fieldsOf(world.shopper.sendToWindow(request))).toEqual(["text"]);
    expect(await fieldsOf(world.shopper.sendToWindow({ ...request, text: "a", menuEntryId: "hours" }))).toEqual([
      "text",
    ]);
    expect(await fieldsOf(world.shopper.sendToWindow({ ...request, text: "x".repeat(501) }))).toEqual(["text"]);
    const nowhere = { ...request, text: "a", windowId: "win_nothing1" };
    expect(await reasonOf(world.shopper.sendToWindow(nowhere))).toBe("WINDOW_NOT_FOUND");
    expect(await reasonOf(world.desk.sendToWindow({ ...request, text: "a" }))).toBe("CALLER_NOT_ALLOWED");
  });
});
