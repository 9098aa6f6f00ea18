import type { Model } from "mongoose";
import { actsAtSite, type Caller } from "../../../kernel/auth/caller.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import { type Table as TableMessage, TableState } from "../../../proto/gen/paywindow/restaurant/v1/table.ts";
import { restaurantReasons } from "../errors.ts";
import type { RestaurantParts, Work } from "../restaurant-parts.ts";
import type { DiningTable } from "./table.ts";

type Named = { readonly _id: string } | { readonly qrCode: string };

/** Takes a table for this transaction. One of a store where a member of the staff does not work is not there. */
export const lockTable = async (
  { tables }: Pick<RestaurantParts, "tables">,
  named: Named,
  caller: Caller,
  { session }: Pick<Work, "session">,
): Promise<DiningTable> => {
  const table = await tables
    .findOneAndUpdate(named, { $inc: { revision: 1 } }, { returnDocument: "after", session })
    .lean<DiningTable>();
  if (!table || ("_id" in named && !actsAtSite(caller, table.storeId)))
    throw restaurantReasons.error("TABLE_NOT_FOUND");
  return table;
};

/** Writes who sits at a table. */
export const setTableOrder = (
  tables: Model<DiningTable>,
  tableId: string,
  orderId: string,
  { session }: Pick<Work, "session">,
): Promise<number> => updateRow(tables, { filter: { _id: tableId }, update: { $set: { orderId } } }, { session });

/** A table as the contract shows it to the staff. */
export const toTableMessage = (table: DiningTable): TableMessage => ({
  ...{ tableId: table._id, storeId: table.storeId, tableNumber: table.tableNumber, areaId: table.areaId },
  ...{ minParty: table.minParty, maxParty: table.maxParty, orderId: table.orderId, qrCode: table.qrCode },
  state: table.orderId ? TableState.TABLE_STATE_OCCUPIED : TableState.TABLE_STATE_FREE,
});
