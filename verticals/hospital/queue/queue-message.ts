import {
  type DoctorQueue,
  Priority as PriorityNumber,
  TicketState as StateNumber,
  type Ticket,
} from "../../../proto/gen/paywindow/hospital/v1/queue.ts";
import type { DoctorRow } from "../schedule/schedule.ts";
import { type QueueView, waitingOf } from "./change-queue.ts";
import type { TicketRow } from "./queue-model.ts";

const MOST_SEEN = 50;

export const ticketMessage = (row: TicketRow): Ticket => ({
  ...{ ticketId: row._id, appointmentId: row.appointmentId, patientId: row.patientId, queueNumber: row.queueNumber },
  ...{ maskedName: row.maskedName, state: StateNumber[`TICKET_STATE_${row.state}`], missedCalls: row.missedCalls },
  ...{ priority: PriorityNumber[`PRIORITY_${row.priority}`], checkInTime: row.checkInTime },
  ...(row.callTime > row.checkInTime && { callTime: row.callTime }),
});

/** A ticket as a waiting hall sees it. */
export const publicTicket = (row: TicketRow): Ticket => ({ ...ticketMessage(row), appointmentId: "", patientId: "" });

export const doctorQueueMessage = (
  doctor: Pick<DoctorRow, "_id" | "storeId" | "name" | "nameEn" | "departmentId">,
  { queue, tickets }: Pick<QueueView, "queue" | "tickets">,
): DoctorQueue => {
  const current = tickets.find(({ _id }) => _id === queue.currentTicketId);
  const seen = tickets.filter(({ state }) => state === "SERVED" || state === "VOID");
  return {
    ...{ doctorId: doctor._id, storeId: doctor.storeId, departmentId: doctor.departmentId, calls: queue.calls },
    ...{ doctorName: doctor.name, doctorNameEn: doctor.nameEn, canUndo: queue.undo !== null },
    ...(current && { current: ticketMessage(current) }),
    waiting: waitingOf(tickets).map(ticketMessage),
    seen: seen
      .sort((a, b) => b.finishTime.getTime() - a.finishTime.getTime())
      .slice(0, MOST_SEEN)
      .map(ticketMessage),
  };
};
