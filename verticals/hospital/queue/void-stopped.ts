import { findRow } from "../../../kernel/store/rows.ts";
import type { AppointmentRow } from "../appointment/appointment.ts";
import type { MoveContext } from "../appointment/moves.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { commitChange, holdQueue } from "./change-queue.ts";

/** Takes a patient whose clinic was stopped out of the queue. False where they are with the doctor, and nothing is changed. */
export const voidStopped = async (
  parts: HospitalParts,
  { _id: appointmentId, storeId, date }: AppointmentRow,
  context: MoveContext,
): Promise<boolean> => {
  const ticket = await findRow(parts.tickets, { appointmentId }, context.session);
  if (!ticket) return true;
  const view = await holdQueue(parts, { _id: ticket.doctorId, storeId }, date, context.session);
  const current = view.tickets.find(({ _id }) => _id === ticket._id);
  if (current?.state === "CALLED") return false;
  const change = { state: "VOID", finishTime: context.now } as const;
  await commitChange(parts, view, { queue: { undo: null }, tickets: [[ticket._id, change]] }, context);
  return true;
};
