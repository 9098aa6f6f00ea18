import { plusMs } from "../../../kernel/time/clock.ts";
import {
  type QueueTicket as TicketMessage,
  QueueClass as WireClass,
  TicketState as WireState,
} from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import type { DiningStore } from "../store/store.ts";
import { estimateWait } from "./estimate.ts";
import type { QueueClass, QueueTicket, TicketState } from "./ticket.ts";

export const WIRE_CLASSES: Readonly<Record<QueueClass, WireClass>> = {
  S: WireClass.QUEUE_CLASS_S,
  M: WireClass.QUEUE_CLASS_M,
  L: WireClass.QUEUE_CLASS_L,
};

const WIRE_STATES: Readonly<Record<TicketState, WireState>> = {
  WAITING: WireState.TICKET_STATE_WAITING,
  CALLED: WireState.TICKET_STATE_CALLED,
  POOLED: WireState.TICKET_STATE_POOLED,
  SEATED: WireState.TICKET_STATE_SEATED,
  CANCELLED: WireState.TICKET_STATE_CANCELLED,
  VOIDED: WireState.TICKET_STATE_VOIDED,
};

/** What a ticket is told of its queue. */
export interface QueuePlace {
  /** Parties of its class before it. */
  readonly ahead: number;
  /** Of its class, lately. */
  readonly seatTimes: readonly Date[];
}

/** A ticket as the contract shows it; with its place while it waits. */
export const toTicketMessage = (ticket: QueueTicket, { queue }: DiningStore, place?: QueuePlace): TicketMessage => {
  const wait = place && estimateWait(place.ahead, place.seatTimes, queue.usualMinutesPerParty);
  const { state, callTime } = ticket;
  return {
    ...{ ticketId: ticket._id, storeId: ticket.storeId, ticketNumber: ticket.ticketNumber },
    ...{ queueClass: WIRE_CLASSES[ticket.queueClass], partySize: ticket.partySize, state: WIRE_STATES[state] },
    ...{ hasPhone: ticket.userId !== "", takeTime: ticket.takeTime, callCount: ticket.callCount, callTime },
    holdUntilTime: state === "CALLED" && callTime ? plusMs(callTime, queue.holdMs) : undefined,
    partiesAhead: place?.ahead ?? 0,
    waitMinMinutes: wait?.minMinutes ?? 0,
    waitMaxMinutes: wait?.maxMinutes ?? 0,
    ...{ orderId: ticket.orderId, tableNumber: ticket.tableNumber },
  };
};
