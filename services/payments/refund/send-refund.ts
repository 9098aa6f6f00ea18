import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { callChannel } from "../channel/call-channel.ts";
import type { Channel, ChannelRefund } from "../channel/channel.ts";
import { REFUND_AGAIN_MS } from "../config.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { channelOfAttempt, refOf } from "../recovery/attempt-ref.ts";
import type { Cause } from "../trade/announce-trade.ts";
import { RefundState } from "./refund.ts";
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
export const sendRefund = async (parts: PaymentsParts, refundId: string, cause: Cause): Promise<SettledRefund> => {
  const loaded = await loadRefund(parts, refundId);
  const { channel, asked } = await atChannel(parts, loaded);
  const answer = await callChannel((signal) => channel.refund(asked, signal), channel.times.callTimeoutMs);
  faultPoint("refund.called");
  return settleRefund(parts, refundId, { answer, to: "refund" }, { now: cause.now, traceparent: cause.traceparent });
};

/** What the janitor does for a refund that is due: asks about it, and asks for it again where the channel knows nothing of it (P24). */
export const lookAtRefund = async (parts: PaymentsParts, refundId: string, cause: Cause): Promise<void> => {
  const loaded = await loadRefund(parts, refundId);
  const { channel, asked } = await atChannel(parts, loaded);
  const answer = await callChannel((signal) => channel.queryRefund(asked, signal), channel.times.callTimeoutMs);
  const { state, queries = 0 } = loaded.refund;
  const isUnheardOf = answer.result === "NOT_FOUND" && state === RefundState.PENDING;
  const settled = isUnheardOf
    ? await sendRefund(parts, refundId, cause)
    : await settleRefund(parts, refundId, { answer, to: "query" }, cause);
  if (settled.refund.state !== state) return;
  const againMs = Math.min(REFUND_AGAIN_MS.max, REFUND_AGAIN_MS.first * 2 ** Math.min(queries, 20));
  const pending = { nextQueryTime: plusMs(cause.now, againMs), queries: queries + 1 };
  const next = state === RefundState.PENDING ? pending : lookBackOf(queries, cause.now);
  const update = "nextQueryTime" in next ? { $set: next } : { $unset: { nextQueryTime: 1 } };
  await parts.refunds.updateOne({ _id: refundId, state }, update);
};
