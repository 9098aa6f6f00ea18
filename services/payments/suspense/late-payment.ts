import type { ClientSession } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { callChannel } from "../channel/call-channel.ts";
import type { Channel, RefundAnswer } from "../channel/channel.ts";
import { LATE_REFUND_AGAIN_MS } from "../config.ts";
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

/** Asks the channel to give a late payment back, under one number for ever (P16); what it says beyond doubt is booked. */
export const refundLatePayment = async (
  parts: PaymentsParts,
  channel: Channel,
  attempt: PaymentAttemptRow,
  now: Date,
): Promise<void> => {
  const refundId = deriveId("rfd", attempt.createTime, "late", attempt._id);
  const refund = { ...refOf(attempt), refundId, refundAmount: attempt.amount ?? 0n };
  const answer: RefundAnswer = await callChannel(
    (signal) => channel.refund(refund, signal),
    channel.times.callTimeoutMs,
  );
  faultPoint("late.called");
  if (answer.result !== "REFUNDED") return postponeLook(parts, attempt, plusMs(now, againMs(attempt)));
  await parts.store.transaction(async (session) => {
    const row = await parts.attempts.findById(attempt._id).session(session).lean<PaymentAttemptRow>();
    if (row?.state !== AttemptState.LATE_PAID) return;
    await moveAttempt(parts, session, row, { state: AttemptState.LATE_REFUNDED });
    await post(parts, session, row, EntryReason.LATE_REFUND, now);
  });
};

/** Twice as long each time, up to an hour: a channel that says no today may be talked to by people tomorrow. */
const againMs = ({ queries = 0 }: PaymentAttemptRow): number =>
  Math.min(LATE_REFUND_AGAIN_MS.max, LATE_REFUND_AGAIN_MS.first * 2 ** Math.min(queries, 20));
