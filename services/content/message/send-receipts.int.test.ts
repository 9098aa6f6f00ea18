/** Goal: a payer hears once of every payment, every refund that arrives and every refund that comes back. Method: real payments; what a payer's bank does is told as an event. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { MessageKind } from "../../../proto/gen/paywindow/content/v1/message.ts";
import { PaymentsServiceDefinition, Refund } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { type ContentWorld, inboxOf, MARKET, manager, startContent } from "../testing/start-content.ts";

let world: ContentWorld;
beforeEach(async () => {
  world = await startContent();
});
afterEach(() => world.stop());

test("one receipt per paid trade, of facts, follower or not", async () => {
  await world.shopper.followWindow({ windowId: MARKET.windowId });
  await world.shopper.unfollowWindow({ windowId: MARKET.windowId });
  await world.pay();
  const receipts = (await inboxOf(world)).messages.filter(({ kind }) => kind === MessageKind.MESSAGE_KIND_RECEIPT);
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
  const titles = (await inboxOf(world)).messages.map(({ title }) => title?.en);
  expect(titles.filter((title) => title?.startsWith("Refunded"))).toEqual(["Refunded 3.00 CNY"]);
});

test("P24: a refund that the payer's bank sends back is told, with whose the money is; when it arrives after all, that too", async () => {
  const refund = Refund.fromPartial({
    refundId: "rfd_12345678",
    amount: { minorUnits: 300n, currencyCode: "CNY" },
    trade: {
      ...{ merchantId: MARKET.merchantId, payerUserId: "usr_demoshopper1", subject: "牛奶 2 盒" },
      merchantTradeId: "T-1",
    },
  });
  // All in one millisecond: what came back and arrived again is three messages all the same.
  await world.hear("payments.trade.refunded", { refund }, "evt_1");
  await world.hear("payments.trade.refund_returned", { refund }, "evt_2");
  await world.hear("payments.trade.refunded", { refund }, "evt_3");
  const { messages, unreadCount } = await inboxOf(world);
  expect(messages.map(({ title }) => title?.en).toSorted()).toEqual([
    "Refund sent back 3.00 CNY",
    "Refunded 3.00 CNY",
    "Refunded 3.00 CNY",
  ]);
  expect(unreadCount).toBe(3);
  const returned = messages.find(({ title }) => title?.zh.startsWith("退款被退回"));
  expect(returned).toMatchObject({ kind: MessageKind.MESSAGE_KIND_RECEIPT, link: "/wallet" });
  expect(returned?.body?.zh.split("\n")).toEqual([
    "您的银行没有收下这笔退款，钱已回到商家，请联系商家重新退款。",
    "商品：牛奶 2 盒",
    "金额：3.00 CNY",
    "时间：2030-01-01 12:00:00",
    "商户单号：T-1",
  ]);
});
