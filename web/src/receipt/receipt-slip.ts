import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Receipt } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../api/json.ts";
import type { Text } from "../i18n/use-text.ts";
import { amountOf, formatAmount, formatDigits } from "../money/amount.ts";
import { benefitRows } from "./benefit-rows.ts";
import type { Slip, SlipRow } from "./slip.ts";

/** How a slip's words are made: in the reader's language. */
export interface SlipWords {
  text: Text;
  nameOf(names: { name: string | undefined; nameEn: string | undefined }): string;
  timeOf(time: string | undefined): string;
}

const pair = (left: string, right: string | undefined): SlipRow[] => (right ? [{ kind: "pair", left, right }] : []);

/** The receipt of a paid basket. */
export const receiptSlip = (receipt: Json<Receipt>, cashierName: string, words: SlipWords): Slip => {
  const { text, nameOf, timeOf } = words;
  const lines = (receipt.lines ?? []).flatMap((line): SlipRow[] => [
    { kind: "text", text: nameOf({ name: line.name, nameEn: line.nameEn }) },
    {
      kind: "pair",
      left: `  ${line.quantity ?? 0} x ${formatDigits(amountOf(line.unitPrice))}`,
      right: formatDigits(amountOf(line.lineTotal)),
    },
  ]);
  return {
    slipId: receipt.receiptId ?? "",
    rows: [
      { kind: "text", text: nameOf({ name: receipt.storeName, nameEn: receipt.storeNameEn }), align: "center" },
      ...pair(text("receiptNumber"), receipt.receiptNumber),
      ...pair(text("receiptTime"), timeOf(receipt.payTime)),
      ...pair(text("receiptCashier"), cashierName),
      ...pair(text("receiptTill"), receipt.tillId),
      { kind: "rule" },
      ...lines,
      { kind: "rule" },
      ...benefitRows(receipt, words).flatMap(([label, value]) => pair(label, value)),
      { kind: "pair", left: text("receiptTotal"), right: formatAmount(amountOf(receipt.total)), isBig: true },
      ...pair(text("receiptPaidBy"), receipt.payerDisplayName),
      ...pair(text("receiptTradeId"), receipt.tradeId),
      { kind: "text", text: text("receiptThanks"), align: "center" },
    ],
  };
};

/** The slip of an order that is to be paid: whoever scans its code pays that order, once (Y8). */
export const orderSlip = (trade: Json<Trade>, { text, timeOf }: SlipWords): Slip => ({
  slipId: trade.tradeId ?? "",
  rows: [
    { kind: "text", text: trade.subject ?? "", align: "center" },
    { kind: "pair", left: text("receiptTotal"), right: formatAmount(amountOf(trade.amount)), isBig: true },
    { kind: "qr", text: trade.qrCode ?? "" },
    { kind: "text", text: text("slipScanToPay"), align: "center" },
    ...pair(text("slipPayBefore"), timeOf(trade.expireTime)),
    { kind: "text", text: trade.merchantTradeId ?? "" },
  ],
});

/** What a payer takes home of an amount that was taken without items: at a desk, or from a terminal in the hand (Y6). */
export const paidSlip = (trade: Json<Trade>, { text, timeOf }: SlipWords): Slip => ({
  // The order's slip of the same trade is another paper, so this one is no copy of it.
  slipId: `${trade.tradeId ?? ""}-paid`,
  rows: [
    { kind: "text", text: trade.subject ?? "", align: "center" },
    ...pair(text("receiptTime"), timeOf(trade.payTime)),
    ...pair(text("receiptTill"), trade.terminalId),
    { kind: "rule" },
    {
      kind: "pair",
      left: text("receiptTotal"),
      right: formatAmount(amountOf(trade.paidAmount ?? trade.amount)),
      isBig: true,
    },
    ...pair(text("receiptPaidBy"), trade.payerDisplayName),
    ...pair(text("receiptTradeId"), trade.tradeId),
    { kind: "text", text: text("receiptThanks"), align: "center" },
  ],
});

/** The same slip, marked: it is not the first. */
export const asCopy = (slip: Slip, { text }: Pick<SlipWords, "text">): Slip => ({
  ...slip,
  rows: [{ kind: "text", text: text("slipCopy"), align: "center", isBig: true }, ...slip.rows],
});
