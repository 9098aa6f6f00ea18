import { plusMs } from "../../../kernel/time/clock.ts";
import type { QueueSettings } from "../store/store.ts";

/** The states of a ticket (V18). */
export const TICKET_STATES = {
  WAITING: "WAITING",
  /** A table is held for it. */
  CALLED: "CALLED",
  /** It did not come when it was called. */
  POOLED: "POOLED",
  SEATED: "SEATED",
  CANCELLED: "CANCELLED",
  VOIDED: "VOIDED",
} as const;
export type TicketState = (typeof TICKET_STATES)[keyof typeof TICKET_STATES];

/** The states from which a ticket can still come to a table. */
export const LIVE_STATES = ["WAITING", "CALLED", "POOLED"] as const satisfies readonly TicketState[];

export const isLive = (state: TicketState): boolean => (LIVE_STATES as readonly TicketState[]).includes(state);

export const QUEUE_CLASSES = ["S", "M", "L"] as const;
export type QueueClass = (typeof QUEUE_CLASSES)[number];

/** A party's place in the queue. */
export interface QueueTicket {
  /** tkt_…, made by the client. */
  readonly _id: string;
  readonly storeId: string;
  readonly merchantId: string;
  readonly ticketNumber: string;
  readonly queueClass: QueueClass;
  readonly partySize: number;
  /** usr_…; empty where the waiter took it for a party without a phone. */
  readonly userId: string;
  /** The user's name, masked; empty. */
  readonly displayName: string;
  /** Unique: the user while the ticket is live, so that nobody holds two; else the ticket's own id. */
  readonly liveKey: string;
  readonly state: TicketState;
  readonly takeTime: Date;
  /** Since it was last put in line: 0 to 2. */
  readonly callCount: number;
  readonly callTime?: Date;
  /** When it goes on by itself: the second call, the end of the hold or of the pool. */
  readonly dueTime?: Date;
  /** Whether its party knows that its turn is near. */
  readonly nearTold: boolean;
  /** ord_…; empty. */
  readonly orderId: string;
  readonly tableNumber: string;
  readonly seatTime?: Date;
  /** How often it was recalled from the pool. */
  readonly recalls: number;
  /** Grows with every change: whoever changes a ticket writes this first, and so has it alone. */
  readonly moves: number;
}

/** The class of a party's size; undefined where it is so large that it comes by booking. */
export const classOf = (
  partySize: number,
  { smallMax, mediumMax, largeMax }: Pick<QueueSettings, "smallMax" | "mediumMax" | "largeMax">,
): QueueClass | undefined => {
  if (partySize <= smallMax) return "S";
  if (partySize <= mediumMax) return "M";
  return partySize <= largeMax ? "L" : undefined;
};

/** When a ticket that was called goes on by itself: the second call, then the end of the hold, both counted from the first call. */
export const calledDueTime = (callTime: Date, callCount: number, queue: QueueSettings): Date =>
  plusMs(callTime, callCount === 1 ? queue.callAgainMs : queue.holdMs);
