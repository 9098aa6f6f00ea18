/** Goal: one message per key, forever, with its window's name. Method: the services' and the user's calls side by side. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { MessageKind, type SendMessageRequest } from "../../../proto/gen/paywindow/content/v1/message.ts";
import {
  aMessage,
  type ContentWorld,
  fieldsOf,
  inboxOf,
  MARKET,
  manager,
  reasonOf,
  startContent,
  user,
} from "../testing/start-content.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const inbox = () => inboxOf(world);

describe("SendMessage", () => {
  test("a message arrives with its window's name, unread", async () => {
    const { messageId, outcome } = await world.service.sendMessage(aMessage({ link: "/hospital?task=queue" }));
    expect(outcome).toBe(1);
    expect(await inbox()).toEqual({
      messages: [
        {
          ...{ messageId, ...MARKET, kind: MessageKind.MESSAGE_KIND_SERVICE, read: false },
          ...{ title: { zh: "请到 3 号窗", en: "Counter 3" }, body: { zh: "轮到您了", en: "Your turn" } },
          ...{ link: "/hospital?task=queue", sendTime: world.clock.now() },
          ...{ windowName: { zh: "惠民超市", en: "Huimin Market" }, windowAvatar: { symbol: "惠", color: "#1677FF" } },
        },
      ],
      ...{ nextPageToken: "", unreadCount: 1 },
    });
  });

  test("twenty repetitions at once are one message; another body under the key is refused", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.service.sendMessage(aMessage())));
    expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(1);
    world.clock.advance(400 * 86_400_000);
    expect(await world.service.sendMessage(aMessage())).toEqual(answers[0]);
    expect(await reasonOf(world.service.sendMessage(aMessage({ link: "/wallet" })))).toBe("MESSAGE_KEY_REUSED");
    expect((await inbox()).unreadCount).toBe(1);
  });

  test("keys of two services are two keys", async () => {
    await world.service.sendMessage(aMessage());
    await world.as({ kind: "service", id: "restaurant" }).sendMessage(aMessage({ link: "/wallet" }));
    expect((await inbox()).unreadCount).toBe(2);
  });

  test("a merchant without a window sends all the same; an unknown window does not", async () => {
    await world.service.sendMessage(aMessage({ merchantId: "mer_nowindow1" }));
    const [message] = (await inbox()).messages;
    expect([message?.windowId, message?.windowName]).toEqual(["", undefined]);
    const unknown = aMessage({ merchantId: "", windowId: "win_nothing1", messageKey: "k2" });
    expect(await reasonOf(world.service.sendMessage(unknown))).toBe("WINDOW_NOT_FOUND");
  });

  test.each<[string, Partial<SendMessageRequest>]>([
    ["message_key", { messageKey: "" }],
    ["message_key", { messageKey: "a b" }],
    ["user_id", { userId: "mer_1234" }],
    ["merchant_id", { merchantId: "" }],
    ["merchant_id", { windowId: "win_demomarket" }],
    ["kind", { kind: MessageKind.MESSAGE_KIND_BROADCAST }],
    ["kind", { kind: 0 }],
    ["title.zh", { title: undefined }],
    ["body.zh", { body: { zh: "", en: "x" } }],
    ["body.en", { body: { zh: "x", en: "x".repeat(1_001) } }],
    ["link", { link: "https://evil.example" }],
  ])("%s is held against its bounds, and nothing is written", async (field, changes) => {
    expect(await fieldsOf(world.service.sendMessage(aMessage(changes)))).toEqual([field]);
    expect((await inbox()).messages).toEqual([]);
  });

  test("users and managers send nothing", async () => {
    for (const caller of [user(), manager()])
      expect(await reasonOf(world.as(caller).sendMessage(aMessage()))).toBe("CALLER_NOT_ALLOWED");
  });
});
