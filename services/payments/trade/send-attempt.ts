import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { callChannel } from "../channel/call-channel.ts";
import type { PaymentAnswer } from "../channel/channel.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { refOf } from "../recovery/attempt-ref.ts";
import { decideAnswer } from "../recovery/decide-answer.ts";
import { findAttempt, type Settled, settleAttempt } from "../recovery/settle-attempt.ts";
import type { Cause } from "./announce-trade.ts";
import type { Sending } from "./draw-source.ts";
import { AttemptState, type PaymentAttemptRow } from "./payment-attempt-model.ts";
import type { Trade } from "./trade.ts";

/** Kept back of the caller's time, for the way of the answer. */
const SPARE_MS = 500;

/** What has come of an attempt so far. `notAccepted`: it is known that the channel never took it in, so another may be tried. */
export interface Sent extends Settled {
  readonly notAccepted: boolean;
}

/**
 * Tells the channel of an attempt that is committed (P2), outside any transaction and for no longer than a caller waits (P12), and commits what it says. What it
 * does not say is asked by the janitor.
 */
export const sendAttempt = async (
  parts: PaymentsParts,
  trade: Trade,
  { channel, instrument }: Sending,
  { deadline, ...cause }: Cause & { readonly deadline: Date },
): Promise<Sent> => {
  const { attempt, trade: current } = await findAttempt(parts, trade.attemptId ?? "");
  // Somebody has taken it back since it was committed: a channel that has not heard of it is not to hear of it any more (P5).
  if (attempt.state !== AttemptState.SENT) return { attempt, trade: current, notAccepted: false };
  const timeLeft = deadline.getTime() - parts.clock.now().getTime() - SPARE_MS;
  const payment = { ...refOf(attempt), subject: trade.subject, instrument };
  const answer: PaymentAnswer = await callChannel(
    (signal) => channel.pay(payment, signal),
    Math.min(timeLeft, channel.times.callTimeoutMs),
  );
  faultPoint("pay.called");
  // A channel that has only just been told may not find it yet (P6).
  const judge = ({ state }: PaymentAttemptRow) => decideAnswer({ state, ageMs: 0 }, answer, channel.times);
  const settled = await settleAttempt(parts, attempt._id, judge, cause);
  faultPoint("pay.settled");
  const notAccepted = answer.result === "FAILED" && answer.notAccepted === true;
  return { ...settled, notAccepted: notAccepted && settled.attempt.state === AttemptState.FAILED };
};

/** Throws why an attempt has failed, where it has. */
export const assertNotFailed = ({ attempt, trade }: Settled): void => {
  if (attempt.state === AttemptState.FAILED && attempt.refusal)
    throw paymentReasons.error(attempt.refusal, { metadata: { tradeId: trade.tradeId } });
};
