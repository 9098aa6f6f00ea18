import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  ListKitchenItemsRequest,
  ListKitchenItemsResponse,
} from "../../../proto/gen/paywindow/restaurant/v1/kitchen.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import type { KitchenItem } from "./kitchen-item.ts";
import { toKitchenItemMessage } from "./kitchen-item-message.ts";

const MAX_ITEMS = 300;
const MAX_SERVED = 10;
/** So many of the last dishes make the average. */
const AVERAGE_OF = 50;

/** Seconds from sending to ready, of the last dishes; 0 where there are none. */
const averageSeconds = (made: readonly Pick<KitchenItem, "sendTime" | "readyTime">[]): number => {
  const spans = made.flatMap(({ sendTime, readyTime }) => (readyTime ? readyTime.getTime() - sendTime.getTime() : []));
  return spans.length === 0 ? 0 : Math.round(spans.reduce((sum, span) => sum + span, 0) / spans.length / 1000);
};

/** The kitchen's screen, of one station or of all. */
export const listKitchenItems =
  (parts: RestaurantParts): Handler<ListKitchenItemsRequest, ListKitchenItemsResponse> =>
  async (request, _context) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    const stationId = fields.text("station_id", request.stationId, 0, 32);
    fields.check();
    const where = { storeId, ...(stationId && { stationId }) };
    const { kitchenItems } = parts;
    const [items, served, made] = await Promise.all([
      kitchenItems
        .find({ ...where, onScreen: true })
        .sort({ sendTime: 1, _id: 1 })
        .limit(MAX_ITEMS)
        .lean<KitchenItem[]>(),
      kitchenItems
        .find({ ...where, stage: "SERVED", serveTime: { $exists: true } })
        .sort({ serveTime: -1 })
        .limit(MAX_SERVED)
        .lean<KitchenItem[]>(),
      kitchenItems
        .find({ ...where, readyTime: { $exists: true } }, { sendTime: 1, readyTime: 1 })
        .sort({ readyTime: -1 })
        .limit(AVERAGE_OF)
        .lean<Pick<KitchenItem, "sendTime" | "readyTime">[]>(),
    ]);
    return {
      items: items.map(toKitchenItemMessage),
      served: served.map(toKitchenItemMessage),
      averageS: averageSeconds(made),
    };
  };
