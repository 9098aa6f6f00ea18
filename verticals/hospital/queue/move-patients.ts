import type { ClientSession } from "mongoose";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  DoctorQueue,
  RequeuePatientRequest,
  TransferPatientRequest,
} from "../../../proto/gen/paywindow/hospital/v1/queue.ts";
import { move } from "../appointment/moves.ts";
import { assertStaff, assertStaffAt } from "../callers.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { DoctorRow } from "../schedule/schedule.ts";
import { changeQueue, commitChange, holdQueue, type QueueView, todayOf } from "./change-queue.ts";
import { loadDoctor } from "./load-doctor.ts";
import { GAP, WEIGHTS } from "./queue.ts";
import { doctorQueueMessage } from "./queue-message.ts";
import type { TicketRow } from "./queue-model.ts";

/** TransferPatient: out of one queue and into the other in one transaction, behind those there of the same weight. */
export const transferPatient =
  (parts: HospitalParts): Handler<TransferPatientRequest, DoctorQueue> =>
  async (request, context) => {
    const fields = readFields();
    const ticketId = fields.id("ticket_id", request.ticketId, "tkt");
    const targetId = fields.id("doctor_id", request.doctorId, "doc");
    fields.check();
    const doctor = await loadDoctor(parts, context.caller);
    const after = await changeQueue(parts, doctor, context, async (view) => {
      const ticket = view.tickets.find(({ _id }) => _id === ticketId);
      if (!ticket) throw hospitalReasons.error("TICKET_NOT_FOUND");
      const isMovable = ticket.state === "WAITING" || ticket.state === "CALLED";
      if (!isMovable || targetId === doctor._id) throw hospitalReasons.error("TICKET_NOT_MOVABLE");
      const target = await loadOnDuty(parts, doctor, targetId, context.now, view.session);
      await enter(parts, target, ticket, view.session, context);
      const { currentTicketId } = view.queue;
      return { queue: { undo: null, currentTicketId: currentTicketId === ticketId ? "" : currentTicketId } };
    });
    const remaining = after.tickets.filter(({ _id }) => _id !== ticketId);
    return doctorQueueMessage(doctor, { ...after, tickets: remaining });
  };

const loadOnDuty = async (
  { doctors, schedules }: HospitalParts,
  { storeId }: DoctorRow,
  targetId: string,
  now: Date,
  session: ClientSession,
): Promise<DoctorRow> => {
  const target = await findRow(doctors, { _id: targetId, storeId }, session);
  const clinic = { doctorId: targetId, date: todayOf(now), state: "OPEN" } as const;
  if (!target || !(await schedules.exists(clinic).session(session))) throw hospitalReasons.error("DOCTOR_NOT_ON_DUTY");
  return target;
};

/** A ticket at the back of its weight. */
const atTheBack = ({ priority }: TicketRow, sequence: number) =>
  ({ state: "WAITING", rankWeight: WEIGHTS[priority], rank: sequence * GAP, missedCalls: 0 }) as const;

const enter = async (
  parts: HospitalParts,
  target: DoctorRow,
  ticket: TicketRow,
  session: ClientSession,
  context: CallContext,
): Promise<void> => {
  const view = await holdQueue(parts, target, todayOf(context.now), session);
  const sequence = view.queue.sequence + 1;
  const moved = { queueId: view.queue._id, doctorId: target._id, ...atTheBack(ticket, sequence) };
  const entered: QueueView = { ...view, tickets: [...view.tickets, ticket] };
  await commitChange(parts, entered, { queue: { sequence }, tickets: [[ticket._id, moved]] }, context);
};

/** RequeuePatient: whose place is void, or who comes back with results. By the doctor or the clinic's nurse. */
export const requeuePatient =
  (parts: HospitalParts): Handler<RequeuePatientRequest, DoctorQueue> =>
  async (request, context) => {
    const { caller, now, traceparent } = context;
    assertStaff(caller);
    const fields = readFields();
    const ticketId = fields.id("ticket_id", request.ticketId, "tkt");
    fields.check();
    const known = await findRow(parts.tickets, { _id: ticketId });
    if (!known) throw hospitalReasons.error("TICKET_NOT_FOUND");
    assertStaffAt(caller, known.storeId, "TICKET_NOT_FOUND");
    const doctor = await findRow(parts.doctors, { _id: known.doctorId });
    if (!doctor || known.date !== todayOf(now)) throw hospitalReasons.error("TICKET_NOT_MOVABLE");
    const view = await changeQueue(parts, doctor, context, async ({ queue, tickets, session }) => {
      const ticket = tickets.find(({ _id }) => _id === ticketId);
      const appointment = ticket && (await findRow(parts.appointments, { _id: ticket.appointmentId }, session));
      const isOut = ticket?.state === "VOID" || ticket?.state === "SERVED";
      if (!isOut || !appointment || appointment.state === "STOPPED") throw hospitalReasons.error("TICKET_NOT_MOVABLE");
      if (appointment.state === "VOID")
        await move(parts, appointment, { state: "CHECKED_IN" }, { session, now, traceparent });
      const sequence = queue.sequence + 1;
      return { queue: { sequence, undo: null }, tickets: [[ticketId, atTheBack(ticket, sequence)]] };
    });
    return doctorQueueMessage(doctor, view);
  };
