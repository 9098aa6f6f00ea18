import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { callChannel } from "../channel/call-channel.ts";
import type { Channel } from "../channel/channel.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { refundLatePayment } from "../suspense/late-payment.ts";
import type { Cause } from "../trade/announce-trade.ts";
import { beginReverse } from "../trade/attempt-moves.ts";
import { AttemptState, type PaymentAttemptRow } from "../trade/payment-attempt-model.ts";
import { saveTrade } from "../trade/trade-model.ts";
import { channelOfAttempt, refOf } from "./attempt-ref.ts";
import { decideAnswer, decidePastWindow, decideReversal } from "./decide-answer.ts";
import { lookBack, moveAttempt, postponeLook } from "./move-attempt.ts";
import { findAttempt, settleAttempt } from "./settle-attempt.ts";

/** Does for one attempt what is due: asks, takes back, gives back from suspense. Each step commits by itself and can be run again by anyone (P2). */
export const lookAtAttempt = async (parts: PaymentsParts, attempt: PaymentAttemptRow, cause: Cause): Promise<void> => {
  const channel = channelOfAttempt(parts, attempt);
  switch (attempt.state) {
    case AttemptState.SENT:
      return lookAtSent(parts, channel, attempt, cause);
    case AttemptState.REVERSING:
      return reverseAttempt(parts, channel, attempt, cause);
    case AttemptState.LATE_PAID:
      return refundLatePayment(parts, channel, attempt, cause.now);
    case AttemptState.FAILED:
    case AttemptState.REVERSED:
      return lookBackAt(parts, channel, attempt, cause);
  }
};

const ageOf = ({ createTime }: PaymentAttemptRow, now: Date): number => now.getTime() - createTime.getTime();

/** P3, P9: asked every few seconds; at the deadline asked once more, and then taken back (P4). */
const lookAtSent = async (
  parts: PaymentsParts,
  channel: Channel,
  attempt: PaymentAttemptRow,
  cause: Cause,
): Promise<void> => {
  const { now } = cause;
  const { settled } = await askChannel(parts, channel, attempt, cause);
  if (settled.state !== AttemptState.SENT) return;
  const { deadline = now } = attempt;
  const mayReverse = ageOf(attempt, now) >= channel.times.minReverseAgeMs;
  if (now < deadline || !mayReverse) {
    const next = plusMs(now, channel.times.queryEveryMs);
    return postponeLook(parts, attempt, now < deadline && next > deadline ? deadline : next);
  }
  await giveUp(parts, attempt._id, now);
  faultPoint("reverse.begun");
  const given = await parts.attempts.findById(attempt._id).lean<PaymentAttemptRow>();
  if (given?.state === AttemptState.REVERSING) await reverseAttempt(parts, channel, given, cause);
};

const askChannel = async (
  parts: PaymentsParts,
  channel: Channel,
  attempt: PaymentAttemptRow,
  cause: Cause,
): Promise<{ readonly settled: PaymentAttemptRow; readonly isHeard: boolean }> => {
  const answer = await callChannel((signal) => channel.query(refOf(attempt), signal), channel.times.callTimeoutMs);
  faultPoint("query.called");
  const ageMs = ageOf(attempt, cause.now);
  const judge = ({ state }: PaymentAttemptRow) => decideAnswer({ state, ageMs }, answer, channel.times);
  const { attempt: settled } = await settleAttempt(parts, attempt._id, judge, cause);
  return { settled, isHeard: answer.result !== "UNKNOWN" };
};

/** Nobody waits for the attempt any more: from here on it can only be taken back. */
const giveUp = (parts: PaymentsParts, attemptId: string, now: Date): Promise<void> =>
  parts.store.transaction(async (session) => {
    const { attempt, trade } = await findAttempt(parts, attemptId, session);
    if (attempt.state !== AttemptState.SENT) return;
    await saveTrade(parts.trades, session, trade, beginReverse(trade));
    await moveAttempt(parts, session, attempt, { state: AttemptState.REVERSING, nextQueryTime: now });
  });

/** Takes an attempt back, never before the channel allows it (P4); after its window what was taken goes back as a refund. */
export const reverseAttempt = async (
  parts: PaymentsParts,
  channel: Channel,
  attempt: PaymentAttemptRow,
  cause: Cause,
): Promise<void> => {
  const { times } = channel;
  const ageMs = ageOf(attempt, cause.now);
  if (ageMs < times.minReverseAgeMs)
    return postponeLook(parts, attempt, plusMs(attempt.createTime, times.minReverseAgeMs));
  const judge = await (ageMs > times.reverseWindowMs ? askPastWindow : askReverse)(channel, attempt);
  faultPoint("reverse.called");
  const settled = await settleAttempt(parts, attempt._id, judge, cause);
  if (settled.attempt.state === AttemptState.REVERSING)
    return postponeLook(parts, attempt, plusMs(cause.now, times.queryEveryMs));
  if (settled.attempt.state === AttemptState.LATE_PAID)
    await refundLatePayment(parts, channel, settled.attempt, cause.now);
};

const askReverse = async (channel: Channel, attempt: PaymentAttemptRow) => {
  const answer = await callChannel((signal) => channel.reverse(refOf(attempt), signal), channel.times.callTimeoutMs);
  return ({ state }: PaymentAttemptRow) => decideReversal(state, answer);
};

const askPastWindow = async (channel: Channel, attempt: PaymentAttemptRow) => {
  const answer = await callChannel((signal) => channel.query(refOf(attempt), signal), channel.times.callTimeoutMs);
  return ({ state }: PaymentAttemptRow) => decidePastWindow(state, answer);
};

/** An attempt that is over here, of which the channel may have heard late. A look without an answer is none: it is made again after as long. */
const lookBackAt = async (
  parts: PaymentsParts,
  channel: Channel,
  attempt: PaymentAttemptRow,
  cause: Cause,
): Promise<void> => {
  const { settled, isHeard } = await askChannel(parts, channel, attempt, cause);
  if (settled.state === AttemptState.LATE_PAID) return refundLatePayment(parts, channel, settled, cause.now);
  const { _id, state, queries = 0 } = attempt;
  const next = lookBack(isHeard ? queries : queries - 1, cause.now);
  const update = "nextQueryTime" in next ? { $set: next } : { $unset: { nextQueryTime: 1 } };
  await parts.attempts.updateOne({ _id, state }, update);
};
