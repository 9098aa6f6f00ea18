import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { callChannel } from "../channel/call-channel.ts";
import type { Channel, ChannelRefund, RefundAnswer } from "../channel/channel.ts";
import { REFUND_AGAIN } from "../config.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { channelOfAttempt, refOf } from "../recovery/attempt-ref.ts";
import type { Cause } from "../trade/announce-trade.ts";
import { type Refund, RefundState } from "./refund.ts";
import { reviveRefund } from "./revive-refund.ts";
import { loadRefund, lookBackOf, type SettledRefund, settleRefund } from "./settle-refund.ts";

/** How the channel knows a refund: by one number at every try (P16). */
const atChannel = async (
  parts: PaymentsParts,
  { refund, trade }: SettledRefund,
): Promise<{ channel: Channel; asked: ChannelRefund }> => {
  const attempt = await parts.attempts.findById(trade.attemptId).lean();
  if (!attempt) throw new Error(`the attempt that paid ${trade.tradeId} vanished`);
  const asked = { ...refOf(attempt), refundId: refund.refundId, refundAmount: refund.amount };
  return { channel: channelOfAttempt(parts, attempt), asked };
};

/** Asks the channel for a refund whose amount is set aside and committed (P22), outside any transaction, and commits what it says. */
const sendRefund = async (parts: PaymentsParts, refundId: string, cause: Cause): Promise<SettledRefund> => {
  const loaded = await loadRefund(parts, refundId);
  const { channel, asked } = await atChannel(parts, loaded);
  const answer = await callChannel((signal) => channel.refund(asked, signal), channel.times.callTimeoutMs);
  faultPoint("refund.called");
  return settleRefund(parts, refundId, { answer, to: "refund" }, { now: cause.now, traceparent: cause.traceparent });
};

/**
 * Asks for a refund on the merchant's word. A try after one that failed asks the channel first what became of the number: it is sent again only where the channel
 * still says no, or knows nothing of it.
 */
export const pressRefund = async (parts: PaymentsParts, refundId: string, cause: Cause): Promise<SettledRefund> => {
  const loaded = await loadRefund(parts, refundId);
  if ((loaded.refund.tries ?? 1) === 1) return sendRefund(parts, refundId, cause);
  const { channel, asked } = await atChannel(parts, loaded);
  const answer = await callChannel((signal) => channel.queryRefund(asked, signal), channel.times.callTimeoutMs);
  if (answer.result === "FAILED" || answer.result === "NOT_FOUND") return sendRefund(parts, refundId, cause);
  return settleRefund(parts, refundId, { answer, to: "query" }, { now: cause.now, traceparent: cause.traceparent });
};

/** What the janitor does for a refund that is due: asks about it, and asks for it again where the channel knows nothing of it (P24). */
export const lookAtRefund = async (parts: PaymentsParts, refundId: string, cause: Cause): Promise<void> => {
  const loaded = await loadRefund(parts, refundId);
  const { channel, asked } = await atChannel(parts, loaded);
  const answer = await callChannel((signal) => channel.queryRefund(asked, signal), channel.times.callTimeoutMs);
  const { state } = loaded.refund;
  const settled = await settleLook(parts, loaded, answer, cause);
  if (settled.refund.state !== state || settled.refund.isExcess) return;
  const next = nextLook(loaded.refund, answer, cause.now);
  const update = "nextQueryTime" in next ? { $set: next } : { $unset: { nextQueryTime: 1 } };
  await parts.refunds.updateOne({ _id: refundId, state }, update);
};

/** What an answer to the janitor's question makes of a refund. */
const settleLook = (
  parts: PaymentsParts,
  { refund: { refundId, state } }: SettledRefund,
  answer: RefundAnswer,
  cause: Cause,
): Promise<SettledRefund> => {
  if (answer.result === "NOT_FOUND" && state === RefundState.PENDING) return sendRefund(parts, refundId, cause);
  if (answer.result === "REFUNDED" && state === RefundState.FAILED)
    return reviveRefund(parts, refundId, answer.refundTime, cause);
  return settleRefund(parts, refundId, { answer, to: "query" }, cause);
};

/** When a refund that a look has not moved is looked at again. */
const nextLook = ({ state, queries = 0 }: Refund, answer: RefundAnswer, now: Date) => {
  // One that has arrived while another is under way waits for that one's end.
  const isOpen = state === RefundState.PENDING || (state === RefundState.FAILED && answer.result === "REFUNDED");
  const againMs = backOffMs(queries, REFUND_AGAIN);
  if (isOpen) return { nextQueryTime: plusMs(now, againMs), queries: queries + 1 };
  // A look without an answer is none: it is made again after as long.
  return lookBackOf(state, answer.result === "UNKNOWN" ? queries - 1 : queries, now);
};
