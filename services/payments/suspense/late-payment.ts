import type { ClientSession } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { callChannel } from "../channel/call-channel.ts";
import type { Channel, ChannelRefund, RefundAnswer } from "../channel/channel.ts";
import { LATE_REFUND_AGAIN, LATE_REFUND_NUMBERS } from "../config.ts";
import { EntryReason } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { refOf } from "../recovery/attempt-ref.ts";
import { moveAttempt, postponeLook } from "../recovery/move-attempt.ts";
import { AttemptState, type PaymentAttemptRow } from "../trade/payment-attempt-model.ts";
import { latePosting } from "./late-posting.ts";

/**
 * P8: a channel has taken money for a trade that is closed, reversed or paid otherwise. It is nobody's here: it stands in suspense until the channel has given it
 * back, which is asked for until it is known. The merchant is told nothing of it.
 */
export const bookLatePayment = (
  parts: Pick<PaymentsParts, "ledger">,
  session: ClientSession,
  attempt: PaymentAttemptRow,
  now: Date,
): Promise<void> => post(parts, session, attempt, EntryReason.LATE_PAYMENT, now);

const post = async (
  { ledger }: Pick<PaymentsParts, "ledger">,
  session: ClientSession,
  attempt: PaymentAttemptRow,
  reason: "LATE_PAYMENT" | "LATE_REFUND",
  now: Date,
): Promise<void> => {
  const entryId = deriveId("ent", now, attempt._id, reason);
  const refused = await ledger.post(
    session,
    { entryId, reason, subjectId: attempt._id, postings: [latePosting(attempt, reason)] },
    now,
  );
  if (refused) throw new Error(`the ledger refused a late payment: ${refused}`);
};

/** Asks the channel to give a late payment back; what it says beyond doubt is booked. */
export const refundLatePayment = async (
  parts: PaymentsParts,
  channel: Channel,
  attempt: PaymentAttemptRow,
  now: Date,
): Promise<void> => {
  const answer = await askForRefund(channel, attempt);
  faultPoint("late.called");
  if (answer.result === "FAILED") await nextNumber(parts, attempt);
  if (answer.result !== "REFUNDED") return postponeLook(parts, attempt, plusMs(now, againMs(attempt)));
  await parts.store.transaction(async (session) => {
    const row = await parts.attempts.findById(attempt._id).session(session).lean<PaymentAttemptRow>();
    if (row?.state !== AttemptState.LATE_PAID) return;
    await moveAttempt(parts, session, row, { state: AttemptState.LATE_REFUNDED });
    await post(parts, session, row, EntryReason.LATE_REFUND, now);
  });
};

/**
 * P16: under one number for as long as it may yet be done, and under the next once the channel has refused that one. A number that was refused is asked about
 * first each time: a copy of its request may have come through after all, and then nothing more is sent. Nothing could be given back twice, as each number is for
 * the whole.
 */
const askForRefund = async (channel: Channel, attempt: PaymentAttemptRow): Promise<RefundAnswer> => {
  const { refusedRefunds = 0 } = attempt;
  const { callTimeoutMs } = channel.times;
  for (let nth = 0; nth < refusedRefunds; nth++) {
    const answer = await callChannel((signal) => channel.queryRefund(refundOf(attempt, nth), signal), callTimeoutMs);
    if (answer.result !== "FAILED" && answer.result !== "NOT_FOUND") return answer;
  }
  return callChannel((signal) => channel.refund(refundOf(attempt, refusedRefunds), signal), callTimeoutMs);
};

const refundOf = (attempt: PaymentAttemptRow, nth: number): ChannelRefund => {
  const number = nth === 0 ? [] : [String(nth + 1)];
  const refundId = deriveId("rfd", attempt.createTime, "late", attempt._id, ...number);
  return { ...refOf(attempt), refundId, refundAmount: attempt.amount ?? 0n };
};

/** Committed before anything is sent under it (P2). */
const nextNumber = async (
  { attempts }: Pick<PaymentsParts, "attempts">,
  { _id, refusedRefunds = 0 }: PaymentAttemptRow,
): Promise<void> => {
  const last = LATE_REFUND_NUMBERS - 1;
  const update = { $set: { refusedRefunds: Math.min(refusedRefunds + 1, last) } };
  await updateRow(attempts, { filter: { _id, state: AttemptState.LATE_PAID }, update });
};

/** Twice as long each time, up to an hour: a channel that says no today may be talked to by people tomorrow. */
const againMs = ({ queries = 0 }: PaymentAttemptRow): number => backOffMs(queries, LATE_REFUND_AGAIN);
