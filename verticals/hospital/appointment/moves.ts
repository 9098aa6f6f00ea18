import type { ClientSession } from "mongoose";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { appointmentChanged } from "../events.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { tell } from "../message/tell.ts";
import { assertPays } from "../payment/claim.ts";
import type { AppointmentRow } from "./appointment.ts";
import { stateNumberOf } from "./appointment-message.ts";
import { takeNumber } from "./appointment-model.ts";
import { claimOf } from "./claim-of.ts";

/**
 * The moves of an appointment from one state to the next, each with what belongs to it: the slot's counters, the user's message, the event, in one transaction.
 * Each gives the appointment as it is then, or undefined, and has written nothing, where it was not as the move expects: whoever else was first has done it.
 */

/** The transaction of a move, and the call or event that it serves. */
export interface MoveContext {
  readonly session: ClientSession;
  readonly now: Date;
  readonly traceparent: string;
}

/** Moves a row that is still as it was read, and says so. */
export const move = async (
  { appointments, outbox }: Pick<HospitalParts, "appointments" | "outbox">,
  before: AppointmentRow,
  change: Partial<AppointmentRow>,
  { session, now, traceparent }: MoveContext,
): Promise<AppointmentRow | undefined> => {
  const { _id, state, isAsked } = before;
  if ((await updateRow(appointments, { filter: { _id, state, isAsked }, update: { $set: change } }, { session })) === 0)
    return undefined;
  const after = { ...before, ...change };
  const payload = { appointmentId: _id, userId: after.userId, state: stateNumberOf(after.state) };
  const key = `${_id}:${after.state}:${now.getTime()}`;
  await outbox.append(session, appointmentChanged, payload, { now, traceparent, key });
  return after;
};

type Counter = "free" | "held" | "taken";

const moveCounters = async (
  { slots }: Pick<HospitalParts, "slots">,
  slotId: string,
  [from, to]: readonly [Counter, Counter],
  session: ClientSession,
): Promise<void> => {
  const filter = { _id: slotId, [from]: { $gt: 0 } };
  const update = { $inc: { [from]: -1, [to]: 1 } };
  if ((await updateRow(slots, { filter, update }, { session })) === 0)
    throw new Error(`the slot ${slotId} has nothing ${from} to be moved`);
};

/** HELD → CONFIRMED, once, with its number: by the trade that paid it, or by none where it is free of charge. */
export const confirm = async (
  parts: HospitalParts,
  before: AppointmentRow,
  trade: Trade | undefined,
  context: MoveContext,
): Promise<AppointmentRow | undefined> => {
  if (trade) assertPays(claimOf(before), trade);
  if (before.state !== "HELD") return undefined;
  const department = await findRow(parts.departments, { _id: before.departmentId }, context.session);
  const place = { departmentId: before.departmentId, letter: department?.letter ?? "", date: before.date };
  const queueNumber = await takeNumber(parts.numberCounters, place, context.session);
  const after = await move(parts, before, { state: "CONFIRMED", queueNumber }, context);
  // The number was taken in this transaction, which does not commit.
  if (!after) throw new Error(`the appointment ${before._id} was moved while it was confirmed`);
  await moveCounters(parts, before.slotId, ["held", "taken"], context.session);
  await tell(parts, { kind: "CONFIRMED", appointment: after }, context);
  return after;
};

/** HELD → RELEASED: the place is free. Where payments was asked, its trade must be closed by now. */
export const release = async (
  parts: HospitalParts,
  before: AppointmentRow,
  context: MoveContext,
): Promise<AppointmentRow | undefined> => {
  if (before.state !== "HELD") return undefined;
  const after = await move(parts, before, { state: "RELEASED", occupies: false }, context);
  if (after) await moveCounters(parts, before.slotId, ["held", "free"], context.session);
  return after;
};

const refundOf = ({ fee }: AppointmentRow, now: Date) =>
  fee > 0n ? ({ refundState: "PENDING", refundDueTime: now } as const) : {};

/** CONFIRMED → CANCELLED: the place is free, the fee goes back. */
export const cancel = async (
  parts: HospitalParts,
  before: AppointmentRow,
  context: MoveContext,
): Promise<AppointmentRow | undefined> => {
  if (before.state !== "CONFIRMED") return undefined;
  const change = { state: "CANCELLED", occupies: false, ...refundOf(before, context.now) } as const;
  const after = await move(parts, before, change, context);
  if (!after) return undefined;
  await moveCounters(parts, before.slotId, ["taken", "free"], context.session);
  await tell(parts, { kind: "CANCELLED", appointment: after }, context);
  return after;
};

/** CONFIRMED or CHECKED_IN → STOPPED: the hospital gives the fee back. */
export const stop = async (
  parts: HospitalParts,
  before: AppointmentRow,
  stopReason: string,
  context: MoveContext,
): Promise<AppointmentRow | undefined> => {
  if (before.state !== "CONFIRMED" && before.state !== "CHECKED_IN") return undefined;
  const change = { state: "STOPPED", occupies: false, stopReason, ...refundOf(before, context.now) } as const;
  const after = await move(parts, before, change, context);
  if (!after) return undefined;
  await moveCounters(parts, before.slotId, ["taken", "free"], context.session);
  await tell(parts, { kind: "STOPPED", appointment: after }, context);
  return after;
};

/** CONFIRMED → CANCELLED because the trade was taken back: the payer has the money already. */
export const takeBack = async (
  parts: HospitalParts,
  before: AppointmentRow,
  context: MoveContext,
): Promise<AppointmentRow | undefined> => {
  if (before.state !== "CONFIRMED") return undefined;
  const after = await move(parts, before, { state: "CANCELLED", occupies: false, refundState: "DONE" }, context);
  if (!after) return undefined;
  await moveCounters(parts, before.slotId, ["taken", "free"], context.session);
  await tell(parts, { kind: "CANCELLED", appointment: after }, context);
  return after;
};
