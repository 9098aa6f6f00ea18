import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { ListTablesRequest, ListTablesResponse } from "../../../proto/gen/paywindow/restaurant/v1/table.ts";
import type { RestaurantParts } from "../restaurant-parts.ts";
import { toTableMessage } from "./lock-table.ts";
import type { DiningTable } from "./table.ts";

/** The tables of a store. */
export const listTables =
  (parts: RestaurantParts): Handler<ListTablesRequest, ListTablesResponse> =>
  async (request, _context) => {
    const fields = readFields();
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    const tables = await parts.tables.find({ storeId }).sort({ tableNumber: 1 }).lean<DiningTable[]>();
    return { tables: tables.map(toTableMessage) };
  };
