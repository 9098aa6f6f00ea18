import type { ClientSession } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { RefundAnswer } from "../channel/channel.ts";
import { FAILED_REFUND_LOOK_BACKS_MS, REFUND_LOOK_BACKS_MS } from "../config.ts";
import { tradeRefunded, tradeRefundReturned } from "../events.ts";
import { EntryReason, type Posting, refundingOf } from "../ledger/ledger.ts";
import { enqueueNotify } from "../notify/enqueue-notify.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { giveBackRefunded, giveBackReversed } from "../risk/give-back-risk.ts";
import type { Cause } from "../trade/announce-trade.ts";
import { channelIdOf, refundPostings, sourceOf } from "../trade/draw-funds.ts";
import type { Trade } from "../trade/trade.ts";
import { toTrade } from "../trade/trade-model.ts";
import { arrivedOf, isReverse, type Refund, RefundState, subjectOf } from "./refund.ts";
import { refundMessage } from "./refund-message.ts";
import type { RefundRow } from "./refund-model.ts";

/** What a channel's answer makes of a refund. RETURNED: the payer's bank sent back what had arrived. */
export type RefundOutcome =
  | { readonly outcome: "DONE"; readonly refundTime: Date }
  | { readonly outcome: "FAILED" | "RETURNED"; readonly channelCode: string }
  | { readonly outcome: "OPEN" };

/**
 * P24: only a word of the channel that is beyond doubt moves a refund; what is unknown keeps its reserve. That one which has arrived was sent back is believed
 * of an answer to a question alone: a refusal of the same request sent twice says nothing of the first.
 */
export const decideRefundAnswer = (state: RefundState, answer: RefundAnswer, to: AnswerTo): RefundOutcome => {
  if (state === RefundState.PENDING && answer.result === "REFUNDED")
    return { outcome: "DONE", refundTime: answer.refundTime };
  if (answer.result !== "FAILED") return { outcome: "OPEN" };
  const { channelCode } = answer;
  if (state === RefundState.PENDING) return { outcome: "FAILED", channelCode };
  return state === RefundState.SUCCESS && to === "query" ? { outcome: "RETURNED", channelCode } : { outcome: "OPEN" };
};

/** What the channel was sent: the request that makes a refund, or a question about one. */
type AnswerTo = "refund" | "query";

export interface SettledRefund {
  readonly refund: Refund;
  readonly trade: Trade;
}

export const loadRefund = async (
  { refunds, trades }: Pick<PaymentsParts, "refunds" | "trades">,
  refundId: string,
  session?: ClientSession,
): Promise<SettledRefund> => {
  const row = await findRow(refunds, { _id: refundId }, session);
  const tradeRow = row && (await findRow(trades, { _id: row.tradeId }, session));
  if (!tradeRow) throw new Error(`the refund ${refundId} or its trade vanished`);
  const { _id, ...refund } = row;
  return { refund: { refundId: _id, ...refund }, trade: toTrade(tradeRow) };
};

/** Commits what became of a refund: its state, its entry, what of the trade is refunded, and the news of it together (P29). */
export const settleRefund = (
  parts: PaymentsParts,
  refundId: string,
  { answer, to }: { readonly answer: RefundAnswer; readonly to: AnswerTo },
  cause: Cause,
): Promise<SettledRefund> =>
  parts.store.transaction(async (session) => {
    const loaded = await loadRefund(parts, refundId, session);
    const outcome = decideRefundAnswer(loaded.refund.state, answer, to);
    switch (outcome.outcome) {
      case "DONE":
        return settleDone(parts, session, loaded, outcome.refundTime, cause);
      case "FAILED":
      case "RETURNED":
        return settleFailed(parts, session, loaded, { ...outcome, outcome: outcome.outcome }, cause);
      case "OPEN":
        return loaded;
    }
  });

/** The payer has the money: what was set aside is gone, and whoever listens hears of it. */
export const settleDone = async (
  parts: PaymentsParts,
  session: ClientSession,
  { refund, trade: before }: SettledRefund,
  refundTime: Date,
  cause: Cause,
): Promise<SettledRefund> => {
  const trade = { ...before, arrivedAmount: (before.arrivedAmount ?? 0n) + refund.amount };
  await parts.trades.updateOne({ _id: trade.tradeId }, { $inc: { arrivedAmount: refund.amount } }, { session });
  const move = { state: RefundState.SUCCESS, refundTime, ...lookBackOf(RefundState.SUCCESS, 0, cause.now) };
  const done = await moveRefund(parts, session, refund, move);
  const refunding = refundingOf(channelIdOf(trade) ?? "", trade.currencyCode);
  const postings = [{ debit: refunding, credit: sourceOf(trade), amount: refund.amount }];
  await postStep(parts, session, done, { reason: EntryReason.REFUND_DONE, postings }, cause.now);
  await giveBack(parts, session, trade, refund);
  const event = { refund: refundMessage(done, trade, { isReplay: false }) };
  await parts.outbox.append(session, tradeRefunded, event, { ...cause, key: subjectOf(refund) });
  await enqueueNotify(parts, session, trade, done, cause.now);
  faultPoint("refund.settling");
  return { refund: done, trade };
};

/** P38: a reverse makes room again for all that was counted, a refund where a rule says so. */
const giveBack = (parts: PaymentsParts, session: ClientSession, trade: Trade, refund: Refund): Promise<void> => {
  const { amount } = refund;
  if (isReverse(refund)) return giveBackReversed(parts, session, trade, amount);
  const isWhole = arrivedOf(trade, refund) === trade.paidAmount;
  return giveBackRefunded(parts, session, trade, { amount, isWhole });
};

/** P24: what was set aside, or what came back, is the merchant's again; the amount can be refunded anew. */
const settleFailed = async (
  parts: PaymentsParts,
  session: ClientSession,
  { refund, trade }: SettledRefund,
  { outcome, channelCode }: { readonly outcome: "FAILED" | "RETURNED"; readonly channelCode: string },
  cause: Cause,
): Promise<SettledRefund> => {
  const { amount, feeReturned = 0n } = refund;
  const fee = feeReturned > 0n && { feeReturned: -feeReturned };
  const arrived = outcome === "RETURNED" && { arrivedAmount: -amount };
  const $inc = { refundedAmount: -amount, ...fee, ...arrived };
  await parts.trades.updateOne({ _id: trade.tradeId }, { $inc }, { session });
  const failed = await moveRefund(parts, session, refund, {
    ...{ state: RefundState.FAILED, channelCode, ...lookBackOf(RefundState.FAILED, 0, cause.now) },
    ...(outcome === "RETURNED" && { isReturned: true }),
  });
  const refunding = refundingOf(channelIdOf(trade) ?? "", trade.currencyCode);
  const from = outcome === "FAILED" ? refunding : sourceOf(trade);
  const reason = outcome === "FAILED" ? EntryReason.REFUND_FREED : EntryReason.REFUND_RETURNED;
  const postings = refundPostings(trade, refund, from).map(({ debit, credit, amount: moved }) => ({
    ...{ debit: credit, credit: debit, amount: moved },
  }));
  await postStep(parts, session, failed, { reason, postings }, cause.now);
  const { refundedAmount, arrivedAmount = 0n } = trade;
  const after = {
    ...trade,
    refundedAmount: refundedAmount - amount,
    ...(arrived && { arrivedAmount: arrivedAmount - amount }),
  };
  if (outcome === "RETURNED") await announceReturned(parts, session, { refund: failed, trade: after }, cause);
  return { refund: failed, trade: after };
};

/** Whoever heard that the payer has the money hears that it came back. */
const announceReturned = async (
  parts: PaymentsParts,
  session: ClientSession,
  { refund, trade }: SettledRefund,
  cause: Cause,
): Promise<void> => {
  const event = { refund: refundMessage(refund, trade, { isReplay: false }) };
  await parts.outbox.append(session, tradeRefundReturned, event, { ...cause, key: subjectOf(refund) });
  await enqueueNotify(parts, session, trade, refund, cause.now);
};

/** Posts a step of a refund that nothing can refuse. */
export const postStep = async (
  { ledger }: Pick<PaymentsParts, "ledger">,
  session: ClientSession,
  refund: Refund,
  { reason, postings }: { readonly reason: EntryReason; readonly postings: readonly Posting[] },
  now: Date,
): Promise<void> => {
  const subjectId = subjectOf(refund);
  const entryId = deriveId("ent", now, subjectId, reason);
  const refused = await ledger.post(session, { entryId, reason, subjectId, postings }, now);
  if (refused) throw new Error(`the ledger refused ${reason} of ${subjectId}: ${refused}`);
};

/** Writes the refund's next state; without a time to look at it, it is done with. */
export const moveRefund = async (
  { refunds }: Pick<PaymentsParts, "refunds">,
  session: ClientSession,
  refund: Refund,
  move: Partial<RefundRow>,
): Promise<Refund> => {
  const { nextQueryTime: _, ...rest } = refund;
  const $unset = "nextQueryTime" in move ? {} : { $unset: { nextQueryTime: 1 } };
  const filter = { _id: refund.refundId, state: refund.state };
  const moved = await refunds.updateOne(filter, { $set: move, ...$unset }, { session });
  if (moved.matchedCount !== 1) throw new Error(`refund ${refund.refundId} moved while it was being moved`);
  return { ...rest, ...move };
};

/**
 * When a refund that is settled is asked about again: one that has arrived may be sent back days later, one that has failed may arrive. Nothing after the last
 * time.
 */
export const lookBackOf = (
  state: RefundState,
  looks: number,
  now: Date,
): { nextQueryTime: Date; queries: number } | object => {
  const spans = state === RefundState.FAILED ? FAILED_REFUND_LOOK_BACKS_MS : REFUND_LOOK_BACKS_MS;
  const spanMs = spans[looks];
  return spanMs === undefined ? {} : { nextQueryTime: plusMs(now, spanMs), queries: looks + 1 };
};
