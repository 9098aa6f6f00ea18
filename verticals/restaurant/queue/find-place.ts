import type { ClientSession } from "mongoose";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import type { QueueClass, QueueTicket } from "./ticket.ts";
import type { QueuePlace } from "./ticket-message.ts";

/** Seatings of longer ago say nothing of tonight's pace. */
const RECENT_MS = 3 * 3_600_000;
const RECENT_SEATINGS = 20;

/** When the last parties of a class were seated. */
export const recentSeatTimes = async (
  { tickets }: Pick<RestaurantParts, "tickets">,
  storeId: string,
  queueClass: QueueClass,
  now: Date,
): Promise<readonly Date[]> => {
  const seated = await tickets
    .find({ storeId, queueClass, state: "SEATED", seatTime: { $gte: plusMs(now, -RECENT_MS) } }, { seatTime: 1 })
    .sort({ seatTime: -1 })
    .limit(RECENT_SEATINGS)
    .lean<Pick<QueueTicket, "seatTime">[]>();
  return seated.flatMap(({ seatTime }) => seatTime ?? []);
};

/** How many parties wait before a ticket; of two that came in the same millisecond the smaller id is first. */
export const countAhead = (
  { tickets }: Pick<RestaurantParts, "tickets">,
  { _id, storeId, queueClass, takeTime }: QueueTicket,
  session?: ClientSession,
): Promise<number> => {
  const before = [{ takeTime: { $lt: takeTime } }, { takeTime, _id: { $lt: _id } }];
  return tickets
    .countDocuments({ storeId, queueClass, state: "WAITING", $or: before })
    .session(session ?? null)
    .exec();
};

/** A waiting ticket's place in its queue; undefined for any other. */
export const findPlace = async (
  parts: Pick<RestaurantParts, "tickets">,
  ticket: QueueTicket,
  now: Date,
): Promise<QueuePlace | undefined> => {
  if (ticket.state !== "WAITING") return undefined;
  const [ahead, seatTimes] = await Promise.all([
    countAhead(parts, ticket),
    recentSeatTimes(parts, ticket.storeId, ticket.queueClass, now),
  ]);
  return { ahead, seatTimes };
};
