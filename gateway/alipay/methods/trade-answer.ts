import { digitsOfId } from "../../../kernel/ids/id-digits.ts";
import { decimalOf, type Money } from "../../../kernel/money/money.ts";
import { chinaTime } from "../../../kernel/time/china-time.ts";
import { Tender, type Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { AnswerFields } from "./method.ts";

/** A trade in the words of Alipay's answers. Amounts are texts of yuan, times are China's. */

const NOTHING = "0.00";

export const yuanOf = (amount: Money | undefined): string => (amount ? decimalOf(amount) : NOTHING);

export const timeOf = (instant: Date | undefined): string | undefined => instant && chinaTime(instant);

export const tradeNoOf = ({ tradeId }: Pick<Trade, "tradeId">): string => digitsOfId(tradeId) ?? tradeId;

/** An account id of 28 characters at most: ours without its prefix. */
export const accountIdOf = (id: string): string => id.slice(id.indexOf("_") + 1);

const FUND_CHANNELS: Readonly<Partial<Record<Tender, string>>> = {
  [Tender.TENDER_WALLET_BALANCE]: "ALIPAYACCOUNT",
  [Tender.TENDER_CREDIT_LINE]: "PCREDIT",
  [Tender.TENDER_BANK_CARD]: "BANKCARD",
};

/** Where the money came from, and how much of it. */
const fundBillsOf = ({ tender, paidAmount }: Trade): AnswerFields => {
  if (!paidAmount) return {};
  return { fund_bill_list: [{ fund_channel: FUND_CHANNELS[tender] ?? "ALIPAYACCOUNT", amount: yuanOf(paidAmount) }] };
};

export const buyerOf = ({ payerUserId, payerDisplayName }: Trade): AnswerFields =>
  payerUserId === ""
    ? {}
    : { buyer_logon_id: payerDisplayName, buyer_user_id: accountIdOf(payerUserId), buyer_open_id: payerUserId };

/** The amounts of an answer about a payment: all of what was paid, and nothing before. */
const amountsOf = (paid: Money | undefined): AnswerFields => ({
  receipt_amount: yuanOf(paid),
  buyer_pay_amount: yuanOf(paid),
  invoice_amount: yuanOf(paid),
  point_amount: NOTHING,
});

/** What a refused or waiting payment says of amounts. */
export const NO_AMOUNTS = {
  receipt_amount: NOTHING,
  buyer_pay_amount: NOTHING,
  invoice_amount: NOTHING,
  point_amount: NOTHING,
} as const;

export const idsOf = (trade: Trade): { readonly trade_no: string; readonly out_trade_no: string } => ({
  trade_no: tradeNoOf(trade),
  out_trade_no: trade.merchantTradeId,
});

export const paidFieldsOf = (trade: Trade): AnswerFields => ({
  ...idsOf(trade),
  ...buyerOf(trade),
  total_amount: yuanOf(trade.amount),
  ...amountsOf(trade.paidAmount),
  ...fundBillsOf(trade),
});

/** Whether a refund or several have brought all of it back. */
const isRefundedInFull = ({ paidAmount, refundedAmount }: Trade): boolean =>
  paidAmount !== undefined && refundedAmount !== undefined && refundedAmount.minorUnits >= paidAmount.minorUnits;

/** Whether a paid trade can be refunded no longer. */
export const isFinished = ({ refundEndTime }: Trade, now: Date): boolean =>
  refundEndTime !== undefined && now > refundEndTime;

/** The four states of Alipay's (ALIPAY_API 4). Ours knows three of them; the fourth is what time has made of a paid trade. */
export const tradeStatusOf = (trade: Trade, now: Date): string => {
  switch (trade.state) {
    case TradeState.TRADE_STATE_SUCCESS:
      if (isRefundedInFull(trade)) return "TRADE_CLOSED";
      return isFinished(trade, now) ? "TRADE_FINISHED" : "TRADE_SUCCESS";
    case TradeState.TRADE_STATE_CLOSED:
    case TradeState.TRADE_STATE_REVERSED:
      return "TRADE_CLOSED";
    default:
      return "WAIT_BUYER_PAY";
  }
};

/** Whether an Alipay client sees the trade: a QR code that nobody has scanned is no trade yet, and neither is the mark that a cancel of nothing leaves. */
export const isThere = (trade: Trade): boolean => {
  const isUnscanned = trade.state === TradeState.TRADE_STATE_CREATED && trade.qrCode !== "" && !trade.scanTime;
  return !isUnscanned && (trade.amount?.minorUnits ?? 0n) > 0n;
};
