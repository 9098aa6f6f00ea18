import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import { deriveId, isId } from "../../../kernel/ids/ids.ts";
import { formatMoney, type Money } from "../../../kernel/money/money.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { chinaTime } from "../../../kernel/time/china-time.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { ContentParts } from "../content-parts.ts";
import { tradePaid, tradeRefunded } from "../events.ts";
import { publishedOf } from "../window/window.ts";
import { deliverMessage } from "./deliver-message.ts";
import type { MessageText } from "./message.ts";

/** What a receipt says: facts of the trade, no code and nobody's name. */
interface Receipt {
  /** The trade's or refund's id: one receipt each. */
  readonly subjectId: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly amount: Money | undefined;
  readonly time: Date;
}

const textOf = ({ titleZh, titleEn, amount, time }: Receipt, trade: Trade): MessageText => {
  const sum = amount ? formatMoney(amount) : "";
  const when = chinaTime(time);
  return {
    title: { zh: `${titleZh} ${sum}`, en: `${titleEn} ${sum}` },
    body: {
      zh: `商品：${trade.subject}\n金额：${sum}\n时间：${when}\n商户单号：${trade.merchantTradeId}`,
      en: `For: ${trade.subject}\nAmount: ${sum}\nTime: ${when} (China)\nMerchant's number: ${trade.merchantTradeId}`,
    },
    link: "/wallet",
  };
};

/** A receipt comes from the merchant's window where it has one, follower or not: it is the payer's own affair. */
const sendReceipt = async (
  parts: ContentParts,
  trade: Trade,
  receipt: Receipt,
  { session, now, traceparent }: EventContext,
): Promise<void> => {
  const { payerUserId: userId, merchantId } = trade;
  if (!isId("usr", userId)) return;
  const window = publishedOf(await findRow(parts.windows, { merchantId }, session));
  const origin = { userId, windowId: window?.windowId ?? "", merchantId, kind: "RECEIPT" as const, sendTime: now };
  const row = { _id: deriveId("msg", now, "receipt", receipt.subjectId), ...origin, text: textOf(receipt, trade) };
  await deliverMessage(parts, row, window, { session, now, traceparent });
};

/** A receipt to whoever has paid, and one for each refund. The event is heard once, so there is one receipt. */
export const receiptConsumers = (parts: ContentParts): EventConsumer[] => [
  consume(tradePaid, "send-receipt", async ({ trade }, context) => {
    if (!trade) return;
    const paid = { titleZh: "付款成功", titleEn: "Paid", amount: trade.paidAmount ?? trade.amount };
    await sendReceipt(parts, trade, { subjectId: trade.tradeId, ...paid, time: trade.payTime ?? context.now }, context);
  }),
  consume(tradeRefunded, "send-refund-receipt", async ({ refund }, context) => {
    if (!refund?.trade) return;
    const refunded = { titleZh: "退款成功", titleEn: "Refunded", amount: refund.amount };
    const receipt = { subjectId: refund.refundId, ...refunded, time: refund.refundTime ?? context.now };
    await sendReceipt(parts, refund.trade, receipt, context);
  }),
];
