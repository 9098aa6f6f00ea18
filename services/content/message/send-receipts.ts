import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import { deriveId, isId } from "../../../kernel/ids/ids.ts";
import { formatMoney, type Money } from "../../../kernel/money/money.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { chinaTime } from "../../../kernel/time/china-time.ts";
import type { BilingualText } from "../../../proto/gen/paywindow/content/v1/window.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { ContentParts } from "../content-parts.ts";
import { tradePaid, tradeRefunded, tradeRefundReturned } from "../events.ts";
import { publishedOf } from "../window/window.ts";
import { deliverMessage } from "./deliver-message.ts";
import type { MessageText } from "./message.ts";

/** What a receipt says: facts of the trade, no code and nobody's name. */
interface Receipt {
  readonly title: BilingualText;
  /** What it means, where the title alone does not say. */
  readonly note?: BilingualText;
  readonly amount: Money | undefined;
  readonly time: Date;
}

const PAID: BilingualText = { zh: "付款成功", en: "Paid" };
const REFUNDED: BilingualText = { zh: "退款成功", en: "Refunded" };
const RETURNED: BilingualText = { zh: "退款被退回", en: "Refund sent back" };
/** P24: the amount is the merchant's again, and can be refunded anew. */
const RETURNED_NOTE: BilingualText = {
  zh: "您的银行没有收下这笔退款，钱已回到商家，请联系商家重新退款。",
  en: "Your bank did not take this refund. The money is with the merchant again: ask them to send it once more.",
};

const textOf = ({ title, note, amount, time }: Receipt, trade: Trade): MessageText => {
  const sum = amount ? formatMoney(amount) : "";
  const when = chinaTime(time);
  const zh = [`商品：${trade.subject}`, `金额：${sum}`, `时间：${when}`, `商户单号：${trade.merchantTradeId}`];
  const en = [`For: ${trade.subject}`, `Amount: ${sum}`, `Time: ${when} (China)`];
  en.push(`Merchant's number: ${trade.merchantTradeId}`);
  return {
    title: { zh: `${title.zh} ${sum}`, en: `${title.en} ${sum}` },
    body: { zh: [...(note ? [note.zh] : []), ...zh].join("\n"), en: [...(note ? [note.en] : []), ...en].join("\n") },
    link: "/wallet",
  };
};

/** A receipt comes from the merchant's window where it has one, follower or not: it is the payer's own affair. */
const sendReceipt = async (
  parts: ContentParts,
  trade: Trade,
  receipt: Receipt,
  { session, now, traceparent, eventId }: EventContext,
): Promise<void> => {
  const { payerUserId: userId, merchantId } = trade;
  if (!isId("usr", userId)) return;
  const window = publishedOf(await findRow(parts.windows, { merchantId }, session));
  const origin = { userId, windowId: window?.windowId ?? "", merchantId, kind: "RECEIPT" as const, sendTime: now };
  // By the event, not by the refund: one that was sent back and sent again has arrived twice.
  const row = { _id: deriveId("msg", now, "receipt", eventId), ...origin, text: textOf(receipt, trade) };
  await deliverMessage(parts, row, window, { session, now, traceparent });
};

/** A receipt to whoever has paid, one for each refund that arrives, and one for each that their bank sends back. An event is heard once, so there is one receipt of it. */
export const receiptConsumers = (parts: ContentParts): EventConsumer[] => [
  consume(tradePaid, "send-receipt", async ({ trade }, context) => {
    if (!trade) return;
    const { paidAmount, amount, payTime } = trade;
    await sendReceipt(
      parts,
      trade,
      { title: PAID, amount: paidAmount ?? amount, time: payTime ?? context.now },
      context,
    );
  }),
  consume(tradeRefunded, "send-refund-receipt", async ({ refund }, context) => {
    if (!refund?.trade) return;
    const { trade, amount, refundTime } = refund;
    await sendReceipt(parts, trade, { title: REFUNDED, amount, time: refundTime ?? context.now }, context);
  }),
  consume(tradeRefundReturned, "send-returned-refund-receipt", async ({ refund }, context) => {
    if (!refund?.trade) return;
    const { trade, amount } = refund;
    const returned = { title: RETURNED, note: RETURNED_NOTE, amount, time: context.eventTime };
    await sendReceipt(parts, trade, returned, context);
  }),
];
