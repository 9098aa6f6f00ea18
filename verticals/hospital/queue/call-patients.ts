import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  CallNextRequest,
  DoctorQueue,
  FinishVisitRequest,
  GetDoctorQueueRequest,
  PassPatientRequest,
  RecallPatientRequest,
  UndoMoveRequest,
} from "../../../proto/gen/paywindow/hospital/v1/queue.ts";
import type { AppointmentRow } from "../appointment/appointment.ts";
import { move } from "../appointment/moves.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { type News, tell } from "../message/tell.ts";
import { settingsOf } from "../schedule/schedule.ts";
import { changeQueue, type QueueChange, type QueueView, todayOf, waitingOf } from "./change-queue.ts";
import { loadDoctor } from "./load-doctor.ts";
import { costOfMissing, rankBehind } from "./queue.ts";
import { doctorQueueMessage } from "./queue-message.ts";
import { queueIdOf, type TicketRow } from "./queue-model.ts";

/** The presses of a doctor at the queue of today. Each holds the queue, so two of them happen one after the other; each answers with the queue as it is then. */

type Decide = (view: QueueView, context: CallContext) => Promise<QueueChange | undefined>;

const press = async (parts: HospitalParts, context: CallContext, decide: Decide): Promise<DoctorQueue> => {
  const doctor = await loadDoctor(parts, context.caller);
  const view = await changeQueue(parts, doctor, context, (seen) => decide(seen, context));
  return doctorQueueMessage(doctor, view);
};

/** GetDoctorQueue */
export const getDoctorQueue =
  (parts: HospitalParts): Handler<GetDoctorQueueRequest, DoctorQueue> =>
  async (_request, { caller, now }) => {
    const doctor = await loadDoctor(parts, caller);
    const queueId = queueIdOf(doctor._id, todayOf(now));
    const [known, tickets] = await Promise.all([
      findRow(parts.queues, { _id: queueId }),
      parts.tickets.find({ queueId }).lean<TicketRow[]>(),
    ]);
    const { storeId, _id: doctorId } = doctor;
    const none = { _id: queueId, storeId, doctorId, date: todayOf(now), revision: 0, sequence: 0, calls: 0 };
    return doctorQueueMessage(doctor, { queue: known ?? { ...none, currentTicketId: "", undo: null }, tickets });
  };

/** Tells the user who booked. */
const tellOf = async (
  parts: HospitalParts,
  { appointmentId }: TicketRow,
  news: Omit<News, "appointment">,
  { session }: QueueView,
  { now }: CallContext,
): Promise<void> => {
  const appointment = await findRow(parts.appointments, { _id: appointmentId }, session);
  if (appointment) await tell(parts, { ...news, appointment }, { session, now });
};

/** Moves the ticket's appointment where it is in the state that is expected; a patient who comes back has one that is FINISHED already. */
const moveAppointment = async (
  parts: HospitalParts,
  { appointmentId }: TicketRow,
  from: AppointmentRow["state"],
  change: Partial<AppointmentRow>,
  { session, now, traceparent }: { session: QueueView["session"]; now: Date; traceparent: string },
): Promise<void> => {
  const appointment = await findRow(parts.appointments, { _id: appointmentId }, session);
  if (appointment?.state === from) await move(parts, appointment, change, { session, now, traceparent });
};

const currentOf = ({ queue, tickets }: QueueView, ticketId: string): TicketRow => {
  const ticket = tickets.find(({ _id }) => _id === ticketId);
  if (!ticket || queue.currentTicketId !== ticketId) throw hospitalReasons.error("TICKET_NOT_CALLED");
  return ticket;
};

const undoOf = ({ _id: ticketId, state, rank, rankWeight, missedCalls }: TicketRow) => ({
  ...{ ticketId, state, rank, rankWeight, missedCalls },
});

/** CallNext. The screen names how many calls it has seen: whoever presses twice, or comes late, is told who is called. */
export const callNext =
  (parts: HospitalParts): Handler<CallNextRequest, DoctorQueue> =>
  async ({ seenCalls }, context) => {
    const fields = readFields();
    fields.integer("seen_calls", seenCalls, 0, 100_000);
    fields.check();
    return press(parts, context, async (view) => {
      const { queue } = view;
      if (queue.calls !== seenCalls) {
        context.markReplayed();
        return undefined;
      }
      if (queue.currentTicketId) throw hospitalReasons.error("VISIT_UNDER_WAY");
      const [first] = waitingOf(view.tickets);
      if (!first) throw hospitalReasons.error("QUEUE_EMPTY");
      const calls = queue.calls + 1;
      await tellOf(parts, first, { kind: "CALLED", number: calls }, view, context);
      return {
        queue: { calls, currentTicketId: first._id, undo: undoOf(first) },
        tickets: [[first._id, { state: "CALLED", callTime: context.now }]],
      };
    });
  };

const readTicketId = ({ ticketId }: { readonly ticketId: string }): string => {
  const fields = readFields();
  fields.id("ticket_id", ticketId, "tkt");
  fields.check();
  return ticketId;
};

/** RecallPatient */
export const recallPatient =
  (parts: HospitalParts): Handler<RecallPatientRequest, DoctorQueue> =>
  async (request, context) => {
    const ticketId = readTicketId(request);
    return press(parts, context, async (view) => {
      const ticket = currentOf(view, ticketId);
      // Of several presses within a minute one is told.
      const number = Math.floor(context.now.getTime() / 60_000);
      await tellOf(parts, ticket, { kind: "CALLED", number }, view, context);
      return { tickets: [[ticketId, { callTime: context.now }]] };
    });
  };

/** PassPatient: the missed-call rule of the clinic (V10). */
export const passPatient =
  (parts: HospitalParts): Handler<PassPatientRequest, DoctorQueue> =>
  async (request, context) => {
    const ticketId = readTicketId(request);
    return press(parts, context, async (view) => {
      const ticket = currentOf(view, ticketId);
      const clinic = await findRow(parts.clinics, { _id: ticket.storeId }, view.session);
      const cost = costOfMissing(ticket.missedCalls, settingsOf(clinic));
      const missedCalls = ticket.missedCalls + 1;
      const queue = { currentTicketId: "", undo: undoOf(ticket) };
      await tellOf(
        parts,
        ticket,
        { kind: cost === "void" ? "VOID" : "MISSED", number: view.queue.calls },
        view,
        context,
      );
      if (cost === "void") {
        const where = { session: view.session, now: context.now, traceparent: context.traceparent };
        await moveAppointment(parts, ticket, "CHECKED_IN", { state: "VOID" }, where);
        return { queue, tickets: [[ticketId, { state: "VOID", missedCalls, finishTime: context.now }]] };
      }
      const sequence = view.queue.sequence + 1;
      const place = rankBehind(waitingOf(view.tickets), cost, sequence);
      return {
        queue: { ...queue, sequence },
        tickets: [[ticketId, { state: "WAITING", missedCalls, ...place }]],
      };
    });
  };

/** UndoMove: the last call or pass, unless somebody else is called by now. */
export const undoMove =
  (parts: HospitalParts): Handler<UndoMoveRequest, DoctorQueue> =>
  async (request, context) => {
    const ticketId = readTicketId(request);
    return press(parts, context, async (view) => {
      const { undo, currentTicketId } = view.queue;
      const ticket = view.tickets.find(({ _id }) => _id === ticketId);
      const isFree = currentTicketId === "" || currentTicketId === ticketId;
      if (!undo || !ticket || undo.ticketId !== ticketId || !isFree) throw hospitalReasons.error("NOTHING_TO_UNDO");
      const { state, rank, rankWeight, missedCalls } = undo;
      const where = { session: view.session, now: context.now, traceparent: context.traceparent };
      if (ticket.state === "VOID") await moveAppointment(parts, ticket, "VOID", { state: "CHECKED_IN" }, where);
      return {
        queue: { undo: null, currentTicketId: state === "CALLED" ? ticketId : "" },
        tickets: [[ticketId, { state, rank, rankWeight, missedCalls }]],
      };
    });
  };

/** FinishVisit */
export const finishVisit =
  (parts: HospitalParts): Handler<FinishVisitRequest, DoctorQueue> =>
  async (request, context) => {
    const ticketId = readTicketId(request);
    return press(parts, context, async (view) => {
      if (view.tickets.some(({ _id, state }) => _id === ticketId && state === "SERVED")) return undefined;
      const ticket = currentOf(view, ticketId);
      const { now, traceparent } = context;
      const finished = { state: "FINISHED", seenByDoctorId: ticket.doctorId } as const;
      await moveAppointment(parts, ticket, "CHECKED_IN", finished, { session: view.session, now, traceparent });
      const visitMs = now.getTime() - ticket.callTime.getTime();
      return {
        queue: { currentTicketId: "", undo: null },
        tickets: [[ticketId, { state: "SERVED", finishTime: now, visitMs }]],
      };
    });
  };
