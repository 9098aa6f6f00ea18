import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  Board,
  BoardDish,
  BoardTicket,
  GetBoardRequest,
} from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import type { KitchenItem } from "../kitchen/kitchen-item.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadStore } from "../store/load-store.ts";
import { estimateWait } from "./estimate.ts";
import { recentSeatTimes } from "./find-place.ts";
import { QUEUE_CLASSES, type QueueTicket } from "./ticket.ts";
import { WIRE_CLASSES } from "./ticket-message.ts";

const MAX_CALLED = 50;
const MAX_POOLED = 20;
const MAX_DISHES = 50;

const toBoardTicket = ({ ticketNumber, queueClass, callTime }: QueueTicket): BoardTicket => ({
  ...{ ticketNumber, queueClass: WIRE_CLASSES[queueClass], callTime },
});

const toBoardDish = (item: KitchenItem): BoardDish => ({
  ...{ tableNumber: item.tableNumbers.join(" + "), dishName: item.dishName, dishNameEn: item.dishNameEn },
  ...{ quantity: item.quantity, readyTime: item.readyTime },
});

const findTickets = ({ tickets }: RestaurantParts, storeId: string, state: "CALLED" | "POOLED", limit: number) =>
  tickets.find({ storeId, state }).sort({ callTime: -1 }).limit(limit).lean<QueueTicket[]>();

/** The screen of the waiting room: numbers and dishes, and nobody's name. */
export const getBoard =
  (parts: RestaurantParts): Handler<GetBoardRequest, Board> =>
  async (request, { now }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    const store = await loadStore(parts, storeId);
    const usual = store.queue.usualMinutesPerParty;
    const classes = QUEUE_CLASSES.map(async (queueClass) => {
      const waitingParties = await parts.tickets.countDocuments({ storeId, state: "WAITING", queueClass });
      const wait = estimateWait(waitingParties, await recentSeatTimes(parts, storeId, queueClass, now), usual);
      const [waitMinMinutes, waitMaxMinutes] = [wait.minMinutes, wait.maxMinutes];
      return { queueClass: WIRE_CLASSES[queueClass], waitingParties, waitMinMinutes, waitMaxMinutes };
    });
    const [called, pooled, ready] = await Promise.all([
      findTickets(parts, storeId, "CALLED", MAX_CALLED),
      findTickets(parts, storeId, "POOLED", MAX_POOLED),
      parts.kitchenItems
        .find({ storeId, onScreen: true, stage: "READY", pickUp: true })
        .sort({ readyTime: 1 })
        .limit(MAX_DISHES)
        .lean<KitchenItem[]>(),
    ]);
    return {
      ...{ called: called.map(toBoardTicket), pooled: pooled.map(toBoardTicket), readyDishes: ready.map(toBoardDish) },
      classes: await Promise.all(classes),
      ...{ doorCode: store.doorCode, storeName: store.name, storeNameEn: store.nameEn },
    };
  };
