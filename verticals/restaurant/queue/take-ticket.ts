import { actsAtSite } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow, upsertRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { chinaTime } from "../../../kernel/time/china-time.ts";
import type {
  TakeTicketRequest,
  QueueTicket as TicketMessage,
} from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import type { GeoPoint } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import { restaurantReasons } from "../errors.ts";
import { dinerOf } from "../order/new-order.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import type { DiningStore } from "../store/store.ts";
import { distanceM } from "./distance.ts";
import { countAhead } from "./find-place.ts";
import { readClientId, showTicket } from "./load-ticket.ts";
import { tellQueue } from "./move-ticket.ts";
import { classOf, type QueueClass, type QueueTicket } from "./ticket.ts";

const MAX_PARTY = 100;

const checkLocation = (fields: FieldReader, location: GeoPoint | undefined): void => {
  if (!location) return;
  fields.integer("location.latitude_e6", location.latitudeE6, -90_000_000, 90_000_000);
  fields.integer("location.longitude_e6", location.longitudeE6, -180_000_000, 180_000_000);
};

const parse = (request: TakeTicketRequest) => {
  const fields = readFields();
  const ticketId = readClientId(fields, "ticket_id", "tkt", request.ticketId);
  const storeId = fields.id("store_id", request.storeId, "str");
  const partySize = fields.integer("party_size", request.partySize, 1, MAX_PARTY);
  checkLocation(fields, request.location);
  fields.check();
  return { ticketId, storeId, partySize, location: request.location, doorCode: request.doorCode };
};
type TakeCommand = ReturnType<typeof parse>;
type Phone = Awaited<ReturnType<typeof dinerOf>>;

/** V18: whoever is not at the door must be near enough to come. */
const checkDistance = (store: DiningStore, { location, doorCode }: TakeCommand): void => {
  if (doorCode === store.doorCode) return;
  const radius = store.queue.remoteRadiusM;
  if (!location || radius === 0) throw restaurantReasons.error("LOCATION_NEEDED");
  const distance = distanceM(store, location);
  if (distance > radius)
    throw restaurantReasons.error("TOO_FAR", { metadata: { distance: String(distance), radius: String(radius) } });
};

/** The next number of the class on this day in China: M001, M002 … */
const takeNumber = async (
  { ticketCounters }: RestaurantParts,
  storeId: string,
  queueClass: QueueClass,
  { session, now }: Work,
): Promise<string> => {
  const _id = `${storeId}:${queueClass}:${chinaTime(now).slice(0, 10)}`;
  const { last } = await upsertRow(ticketCounters, { filter: { _id }, update: { $inc: { last: 1 } } }, session);
  return `${queueClass}${String(last).padStart(3, "0")}`;
};

/** Refuses a second ticket of the phone; true where this very ticket is there already. */
const isTaken = async (
  parts: RestaurantParts,
  { ticketId, storeId, partySize }: TakeCommand,
  userId: string,
  { session }: Work,
): Promise<boolean> => {
  const same = await findRow(parts.tickets, { _id: ticketId }, session);
  if (same && (same.storeId !== storeId || same.partySize !== partySize || same.userId !== userId))
    throw restaurantReasons.error("ID_REUSED");
  if (same) return true;
  const held = userId ? await findRow(parts.tickets, { liveKey: userId }, session) : null;
  if (!held) return false;
  const { _id, ticketNumber } = held;
  throw restaurantReasons.error("TICKET_ALREADY_HELD", { metadata: { ticketNumber, ticketId: _id } });
};

const insertTicket = async (
  parts: RestaurantParts,
  store: DiningStore,
  command: TakeCommand,
  phone: Phone | undefined,
  work: Work,
): Promise<void> => {
  const { ticketId, partySize } = command;
  const { userId, displayName } = phone ?? { userId: "", displayName: "" };
  if (await isTaken(parts, command, userId, work)) return;
  const queueClass = classOf(partySize, store.queue);
  if (!queueClass)
    throw restaurantReasons.error("PARTY_BY_BOOKING", { metadata: { largest: String(store.queue.largeMax) } });
  if (phone) checkDistance(store, command);
  // From here on nothing is refused.
  const ticket: QueueTicket = {
    ...{ _id: ticketId, storeId: store._id, merchantId: store.merchantId, queueClass, partySize },
    ...{ userId, displayName },
    ticketNumber: await takeNumber(parts, store._id, queueClass, work),
    liveKey: userId || ticketId,
    ...{ state: "WAITING", takeTime: work.now, callCount: 0, recalls: 0, moves: 0, orderId: "", tableNumber: "" },
    nearTold: false,
  };
  // Who is among the first when they come sees it on the spot.
  const nearTold = (await countAhead(parts, ticket, work.session)) <= store.queue.nearParties;
  await insertRow(parts.tickets, { ...ticket, nearTold }, work.session);
  await tellQueue(parts, ticket, store.queue, work);
};

/** Takes a place in the queue. Of two calls of one phone at the same time the unique index lets one through; the other looks again and is refused. */
export const takeTicket =
  (parts: RestaurantParts): Handler<TakeTicketRequest, TicketMessage> =>
  async (request, { caller, now, traceparent }) => {
    const command = parse(request);
    const store = await loadStore(parts, command.storeId);
    if (caller.kind === "staff" && !actsAtSite(caller, store._id)) throw restaurantReasons.error("STORE_NOT_FOUND");
    const phone = caller.kind === "user" ? await dinerOf(parts, caller) : undefined;
    await runAgainOnDuplicate(() =>
      parts.store.transaction((session) => insertTicket(parts, store, command, phone, { session, now, traceparent })),
    );
    return showTicket(parts, command.ticketId, now);
  };
