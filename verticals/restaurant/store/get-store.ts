import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { GetStoreRequest, Store as StoreMessage } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { loadStore } from "./load-store.ts";
import { toStoreMessage } from "./store-message.ts";

/** A restaurant with its rooms, stations and meals. */
export const getStore =
  (parts: RestaurantParts): Handler<GetStoreRequest, StoreMessage> =>
  async (request, { caller }) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    return toStoreMessage(await loadStore(parts, storeId), caller);
  };
