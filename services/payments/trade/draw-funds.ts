import type { ClientSession } from "mongoose";
import { deriveId } from "../../../kernel/ids/ids.ts";
import type { ChannelId } from "../channel/channel.ts";
import type { PaymentReason } from "../errors.ts";
import {
  type AccountKey,
  channelOf,
  creditOf,
  drawerOf,
  EntryReason,
  feesOf,
  type LedgerRefusal,
  type Posting,
  payableOf,
  slipsOf,
  takingsOf,
  walletOf,
} from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { Tender, Trade } from "./trade.ts";

/** The channels by what their payers pay with. */
const CHANNEL_OF: Partial<Record<Tender, ChannelId>> = {
  BANK_CARD: "bank-card",
  WECHAT_LIKE: "wechat-like",
  UNIONPAY_LIKE: "unionpay-like",
};

/** The channel that took a trade's money, or is asked to; undefined for our own ledger. */
export const channelIdOf = ({ tender }: Pick<Trade, "tender">): ChannelId | undefined => tender && CHANNEL_OF[tender];

type Drawn = Pick<Trade, "tender" | "payerUserId" | "currencyCode" | "merchantId" | "storeId">;

/** The account that a trade's money comes from, and that its refunds go back to. */
export const sourceOf = (trade: Drawn): AccountKey => {
  const { tender, payerUserId = "", storeId, currencyCode } = trade;
  const channelId = channelIdOf(trade);
  if (channelId) return channelOf(channelId, currencyCode);
  if (tender === "CASH") return drawerOf(storeId, currencyCode);
  if (isRecorded(trade)) return slipsOf(storeId, currencyCode);
  return tender === "CREDIT_LINE" ? creditOf(payerUserId, currencyCode) : walletOf(payerUserId, currencyCode);
};

/** Whether the till took the money in by itself: then the platform only keeps a memo of it, owes nothing and charges nothing (X16). */
const isRecorded = ({ tender }: Pick<Trade, "tender">): boolean =>
  tender === "CASH" || tender === "EXTERNAL_CARD" || tender === "OTHER";

/** The account that a trade's money goes to, and that its refunds come from. */
const payeeOf = (trade: Drawn): AccountKey =>
  (isRecorded(trade) ? takingsOf : payableOf)(trade.merchantId, trade.currencyCode);

/** What moves when a trade is paid: the whole from its source to the merchant, and the fee from the merchant (P19). */
export const paymentPostings = (trade: Drawn & Pick<Trade, "feeAmount">, paidAmount: bigint): Posting[] => {
  const { merchantId, currencyCode, feeAmount = 0n } = trade;
  const payee = payeeOf(trade);
  const paid = { debit: sourceOf(trade), credit: payee, amount: paidAmount };
  if (feeAmount === 0n) return [paid];
  return [paid, { debit: payee, credit: feesOf(merchantId, currencyCode), amount: feeAmount }];
};

/** What moves with a refund: the amount back to `credit` (where nothing is said: to where it came from), and to the merchant what of the fee comes back (P20). */
export const refundPostings = (
  trade: Drawn,
  { amount, feeReturned = 0n }: { readonly amount: bigint; readonly feeReturned?: bigint },
  credit = sourceOf(trade),
): Posting[] => {
  const payee = payeeOf(trade);
  const back = { debit: payee, credit, amount };
  if (feeReturned === 0n) return [back];
  return [back, { debit: feesOf(trade.merchantId, trade.currencyCode), credit: payee, amount: feeReturned }];
};

/** Posts the payment of a trade as it will be: SUCCESS. Refused, it has written nothing. */
export const drawFunds = (
  { ledger }: Pick<PaymentsParts, "ledger">,
  session: ClientSession,
  trade: Trade,
  now: Date,
): Promise<LedgerRefusal | undefined> =>
  ledger.post(
    session,
    {
      entryId: deriveId("ent", now, trade.tradeId),
      reason: EntryReason.PAYMENT,
      subjectId: trade.tradeId,
      postings: paymentPostings(trade, trade.paidAmount ?? 0n),
    },
    now,
  );

/** A refusal of the ledger in the words of payments. */
export const reasonOf = (refusal: LedgerRefusal): PaymentReason =>
  (({ ACCOUNT_MISSING: "CURRENCY_NOT_HELD", FUNDS_SHORT: "BALANCE_INSUFFICIENT" }) as const)[refusal];
