import type { ClientSession } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import {
  ReverseAction as ActionNumber,
  type ReverseTradeRequest,
  type ReverseTradeResponse,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertActsFor, withinReach } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { channelOfAttempt } from "../recovery/attempt-ref.ts";
import { reverseAttempt } from "../recovery/look-at-attempt.ts";
import { moveAttempt } from "../recovery/move-attempt.ts";
import { findAttempt } from "../recovery/settle-attempt.ts";
import { commitRefund } from "../refund/commit-refund.ts";
import { againOf, feeLeftOf, firstStateOf, RefundState, reverseIdOf } from "../refund/refund.ts";
import { findRefund } from "../refund/refund-model.ts";
import { pressRefund } from "../refund/send-refund.ts";
import { giveBackReversed } from "../risk/give-back-risk.ts";
import type { Cause } from "./announce-trade.ts";
import { closeUnpaid } from "./close-unpaid.ts";
import { decideReverse, type ReverseAction, tombstone } from "./decide-reverse.ts";
import { channelIdOf } from "./draw-funds.ts";
import { readTradeRef } from "./parse-trade.ts";
import { AttemptState } from "./payment-attempt-model.ts";
import type { Trade } from "./trade.ts";
import { tradeMessage } from "./trade-message.ts";
import { findTrade, insertTrade, saveTrade, type TradeRef, toTrade } from "./trade-model.ts";

const ACTION_NUMBERS: Readonly<Record<ReverseAction, ActionNumber>> = {
  PENDING: ActionNumber.REVERSE_ACTION_UNSPECIFIED,
  CLOSED: ActionNumber.REVERSE_ACTION_CLOSED,
  REVERSED: ActionNumber.REVERSE_ACTION_REVERSED,
  REFUNDED: ActionNumber.REVERSE_ACTION_REFUNDED,
  NOTHING_FOUND: ActionNumber.REVERSE_ACTION_NOTHING_FOUND,
  KEPT: ActionNumber.REVERSE_ACTION_KEPT,
};

/** What a reverse has come to. */
interface Reversed {
  readonly trade: Trade;
  readonly action: ReverseAction;
  /** The refund that it has just made, which is still to be asked for. */
  readonly refundId?: string;
}

/** ReverseTrade: whatever became of the payment, the payer has the money in the end, once. */
export const reverseTrade =
  (parts: PaymentsParts): Handler<ReverseTradeRequest, ReverseTradeResponse> =>
  async (request, context) => {
    const fields = readFields();
    const ref = readTradeRef(fields, request);
    fields.check();
    assertActsFor(context.caller, ref.merchantId, "MERCHANT_NOT_FOUND");
    const reversed = await runAgainOnDuplicate(() =>
      parts.store.transaction(async (session) => {
        const found = await findTrade(parts.trades, ref, session);
        if (!found && ref.merchantTradeId) return layTombstone(parts, session, ref, context.now);
        const before = withinReach(context.caller, found);
        if (!before) throw paymentReasons.error("TRADE_NOT_FOUND");
        return reverse(parts, session, before, request, context);
      }),
    );
    faultPoint("reverse.committed");
    const { trade, action } = reversed.action === "PENDING" ? await pressOn(parts, reversed, context) : reversed;
    return { trade: tradeMessage(trade, "merchant"), action: ACTION_NUMBERS[action] };
  };

/** Asks the channel to give the money back now, where it may be asked yet; the janitor goes on where it does not answer (P4). */
const pressOn = async (parts: PaymentsParts, reversed: Reversed, cause: Cause): Promise<Reversed> => {
  if (reversed.trade.state === "SUCCESS") return pressOnRefund(parts, reversed, cause);
  const { attempt } = await findAttempt(parts, reversed.trade.attemptId ?? "");
  if (attempt.state === AttemptState.REVERSING)
    await reverseAttempt(parts, channelOfAttempt(parts, attempt), attempt, cause);
  const { trade } = await findAttempt(parts, attempt._id);
  return { trade, action: trade.state === "REVERSED" ? "REVERSED" : "PENDING" };
};

/** The money of a paid trade goes back through its channel: asked for now, and by the janitor until it is known. */
const pressOnRefund = async (parts: PaymentsParts, reversed: Reversed, cause: Cause): Promise<Reversed> => {
  const { tradeId } = reversed.trade;
  const own = reversed.refundId && { _id: reversed.refundId };
  const pending = await parts.refunds.findOne({ tradeId, state: RefundState.PENDING, ...own }).lean();
  if (pending) await pressRefund(parts, pending._id, cause);
  const isPending = await parts.refunds.exists({ tradeId, state: RefundState.PENDING });
  const row = await findRow(parts.trades, { _id: tradeId });
  if (!row) throw new Error(`the trade ${tradeId} vanished`);
  const trade = toTrade(row);
  const isWhole = trade.refundedAmount === trade.paidAmount && !isPending;
  return { trade, action: isWhole ? "REFUNDED" : "PENDING" };
};

const layTombstone = async (
  { merchants, trades }: PaymentsParts,
  session: ClientSession,
  { merchantId, merchantTradeId = "" }: TradeRef,
  now: Date,
): Promise<Reversed> => {
  if (!(await merchants.exists({ _id: merchantId }).session(session))) throw paymentReasons.error("MERCHANT_NOT_FOUND");
  const trade = tombstone({ merchantId, merchantTradeId }, deriveId("trd", now, merchantId, merchantTradeId), now);
  await insertTrade(trades, trade, session);
  return { trade, action: "NOTHING_FOUND" };
};

const reverse = async (
  parts: PaymentsParts,
  session: ClientSession,
  before: Trade,
  { keepPaid }: ReverseTradeRequest,
  context: CallContext,
): Promise<Reversed> => {
  const decision = decideReverse(before, { keepPaid }, context.now);
  if ("refuse" in decision) throw paymentReasons.error(decision.refuse);
  if ("keep" in decision) {
    context.markReplayed();
    const { keep: trade, action } = decision;
    const isPending = action === "REFUNDED" && (await hasPendingRefund(parts, session, trade));
    return { trade, action: isPending ? "PENDING" : action };
  }
  if ("refund" in decision) return refundRest(parts, session, before, decision.refund, context);
  if ("reverse" in decision) {
    await saveTrade(parts.trades, session, before, decision.reverse);
    const { attempt } = await findAttempt(parts, before.attemptId ?? "", session);
    await moveAttempt(parts, session, attempt, { state: AttemptState.REVERSING, nextQueryTime: context.now });
    return { trade: decision.reverse, action: "PENDING" };
  }
  await closeUnpaid(parts, session, { before, closed: decision.close, hold: "VOIDED" }, context);
  return { trade: decision.close, action: "CLOSED" };
};

const hasPendingRefund = async ({ refunds }: PaymentsParts, session: ClientSession, trade: Trade): Promise<boolean> =>
  channelIdOf(trade) !== undefined &&
  (await refunds.exists({ tradeId: trade.tradeId, state: RefundState.PENDING }).session(session)) !== null;

/** P16: the number of a reverse's refund: that of one that failed, where this is the same again; never one under which money has moved or may yet. */
const numberOf = async ({ refunds }: PaymentsParts, session: ClientSession, trade: Trade, amount: bigint) => {
  for (let nth = 1; ; nth++) {
    const merchantRefundId = reverseIdOf(trade, nth);
    const known = await findRefund(refunds, trade.merchantId, merchantRefundId, session);
    if (!known) return { merchantRefundId };
    if (known.state === RefundState.FAILED && !known.isExcess && known.amount === amount)
      return { merchantRefundId, failed: known };
  }
};

const refundRest = async (
  parts: PaymentsParts,
  session: ClientSession,
  trade: Trade,
  amount: bigint,
  context: CallContext,
): Promise<Reversed> => {
  const { tradeId, merchantId, currencyCode } = trade;
  const { merchantRefundId, failed } = await numberOf(parts, session, trade, amount);
  const refundId = deriveId("rfd", context.now, merchantId, merchantRefundId);
  const refundedAfter = trade.refundedAmount + amount;
  const refund = { refundId, merchantRefundId, merchantId, tradeId, currencyCode, amount, refundReason: "" };
  const feeReturned = feeLeftOf(trade);
  const state = firstStateOf(trade);
  const made = { refundedAfter, state, refundTime: context.now, ...(feeReturned > 0n && { feeReturned }) };
  const written = { ...refund, ...againOf(failed), ...made };
  await commitRefund(parts, session, trade, written, context);
  const after = { ...trade, refundedAmount: refundedAfter };
  if (state === RefundState.PENDING) return { trade: after, action: "PENDING", refundId: written.refundId };
  await giveBackReversed(parts, session, trade, amount);
  return { trade: after, action: "REFUNDED" };
};
