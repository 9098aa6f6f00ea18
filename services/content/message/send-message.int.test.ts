/** Goal: one message per key, one count of what is unread, receipts of facts. Method: the services' and the user's calls side by side; the live news is read from the outbox' listeners. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { MessageKind, type SendMessageRequest } from "../../../proto/gen/paywindow/content/v1/message.ts";
import { PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import {
  aMessage,
  type ContentWorld,
  fieldsOf,
  MARKET,
  manager,
  reasonOf,
  startContent,
  user,
} from "../testing/start-content.ts";
import { verifyDeliveries } from "../verify-deliveries.ts";
import { messageModel } from "./message-model.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

const inbox = (windowId = "", pageSize = 0, pageToken = "") =>
  world.shopper.listMessages({ windowId, pageSize, pageToken });

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

describe("the inbox", () => {
  const sendMany = async (count: number) => {
    for (let index = 0; index < count; index++) {
      world.clock.advance(1_000);
      await world.service.sendMessage(aMessage({ messageKey: `m:${index}` }));
    }
  };

  test("the newest first, page by page, nobody else's", async () => {
    await sendMany(5);
    await world.service.sendMessage(aMessage({ userId: "usr_demoshopper2", messageKey: "other" }));
    const first = await inbox("", 3);
    const rest = await inbox("", 3, first.nextPageToken);
    expect([first.messages.length, rest.messages.length, rest.nextPageToken]).toEqual([3, 2, ""]);
    const times = [...first.messages, ...rest.messages].map(({ sendTime }) => sendTime!.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(first.unreadCount).toBe(5);
  });

  test("marking is counted once, however often and by how many at once it is asked", async () => {
    await sendMany(4);
    const [a, b] = (await inbox()).messages.map(({ messageId }) => messageId);
    const mark = () => world.shopper.markRead({ messageIds: [a!, b!], all: false });
    await Promise.all([mark(), mark(), mark()]);
    expect(await world.shopper.getUnreadCount({})).toEqual({ unreadCount: 2 });
    expect((await inbox()).messages.map(({ read }) => read)).toEqual([true, true, false, false]);
    expect((await verifyDeliveries(world.contentStore())).mismatches).toEqual([]);
  });

  test("nobody marks another's messages", async () => {
    await sendMany(1);
    const [message] = (await inbox()).messages;
    const stranger = world.as(user("usr_demoshopper2"));
    expect(await stranger.markRead({ messageIds: [message!.messageId], all: false })).toEqual({ unreadCount: 0 });
    expect((await inbox()).unreadCount).toBe(1);
  });

  test("all is read, also beyond one batch", async () => {
    await sendMany(3);
    const rows = await messageModel(world.contentStore().connection).find().lean();
    const more = Array.from({ length: 450 }, (_, n) => ({ ...rows[0]!, _id: `msg_more${String(n).padStart(4, "0")}` }));
    await messageModel(world.contentStore().connection).insertMany(more);
    await world
      .contentStore()
      .connection.collection("mailboxes")
      .updateOne({}, { $set: { unread: 453 } });
    expect(await world.shopper.markRead({ messageIds: [], all: true })).toEqual({ unreadCount: 0 });
    expect((await verifyDeliveries(world.contentStore())).mismatches).toEqual([]);
  });

  test("neither some nor all, or both, is refused", async () => {
    for (const request of [
      { messageIds: [], all: false },
      { messageIds: ["msg_1234"], all: true },
    ])
      expect(await fieldsOf(world.shopper.markRead(request))).toEqual(["message_ids"]);
    const many = { messageIds: Array.from({ length: 101 }, () => "msg_1234"), all: false };
    expect(await fieldsOf(world.shopper.markRead(many))).toEqual(["message_ids"]);
  });
});

describe("receipts", () => {
  test("one receipt per paid trade, of facts, follower or not", async () => {
    await world.shopper.followWindow({ windowId: MARKET.windowId });
    await world.shopper.unfollowWindow({ windowId: MARKET.windowId });
    await world.pay();
    const receipts = (await inbox()).messages.filter(({ kind }) => kind === MessageKind.MESSAGE_KIND_RECEIPT);
    expect(receipts).toMatchObject([{ title: { zh: "付款成功 10.50 CNY", en: "Paid 10.50 CNY" }, link: "/wallet" }]);
    expect(receipts[0]?.body?.zh).toMatch(/^商品：牛奶 2 盒\n金额：10.50 CNY\n时间：2030-01-01 12:00:00\n商户单号：T-/);
    expect(JSON.stringify(receipts)).not.toMatch(/28\d{16}/);
  });

  test("one receipt per refund", async () => {
    const tradeId = await world.pay();
    const refund = {
      merchantId: MARKET.merchantId,
      tradeId,
      merchantTradeId: "",
      merchantRefundId: "R-1",
      refundReason: "",
    };
    const part = { ...refund, amount: { minorUnits: 300n, currencyCode: "CNY" } };
    const desk = world.node.client(PaymentsServiceDefinition);
    for (let time = 0; time < 2; time++) await desk.refundTrade(part as never, { caller: manager() });
    await world.drain();
    const titles = (await inbox()).messages.map(({ title }) => title?.en);
    expect(titles.filter((title) => title?.startsWith("Refunded"))).toEqual(["Refunded 3.00 CNY"]);
  });
});
