import type { ClientSession } from "mongoose";
import { updateRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { LOOK_BACKS_MS } from "../config.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { PaymentAttemptRow } from "../trade/payment-attempt-model.ts";

type AttemptMove = Partial<PaymentAttemptRow> & Pick<PaymentAttemptRow, "state">;

/** Writes the attempt's next state; without a time to look at it, it is done with. @throws Error where it moved since it was read. */
export const moveAttempt = async (
  { attempts }: Pick<PaymentsParts, "attempts">,
  session: ClientSession,
  attempt: PaymentAttemptRow,
  move: AttemptMove,
): Promise<PaymentAttemptRow> => {
  const { nextQueryTime: _, ...rest } = attempt;
  const $unset = "nextQueryTime" in move ? {} : { $unset: { nextQueryTime: 1 } };
  const filter = { _id: attempt._id, state: attempt.state };
  const moved = await attempts.updateOne(filter, { $set: move, ...$unset }, { session });
  if (moved.matchedCount !== 1) throw new Error(`attempt ${attempt._id} moved while it was being moved`);
  return { ...rest, ...move };
};

/**
 * When an attempt that ended without the channel's own word for it is looked at again; nothing more after the last time. Notices bring looks forward that do not
 * count, so there may seem to have been fewer than none.
 */
export const lookBack = (counted: number, now: Date): { nextQueryTime: Date; queries: number } | object => {
  const looks = Math.max(0, counted);
  const spanMs = LOOK_BACKS_MS[looks];
  return spanMs === undefined ? {} : { nextQueryTime: plusMs(now, spanMs), queries: looks + 1 };
};

/** Puts the next look at an attempt later, whatever has become of it in between. */
export const postponeLook = async (
  { attempts }: Pick<PaymentsParts, "attempts">,
  { _id, state, queries = 0 }: PaymentAttemptRow,
  nextQueryTime: Date,
): Promise<void> => {
  await updateRow(attempts, { filter: { _id, state }, update: { $set: { nextQueryTime, queries: queries + 1 } } });
};
