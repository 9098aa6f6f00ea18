import { actsAtSite } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { FindItemRequest, Item as ItemMessage } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { supermarketReasons } from "../errors.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { type Item, readBarcode, toItemMessage } from "./item.ts";

const parse = (request: FindItemRequest) => {
  const fields = readFields();
  const storeId = fields.id("store_id", request.storeId, "str");
  const barcode = readBarcode(fields, "barcode", request.barcode);
  fields.check();
  return { storeId, barcode };
};

/** The item behind a scanned barcode. Another's store has no items for the caller. */
export const findItem =
  ({ items }: SupermarketParts): Handler<FindItemRequest, ItemMessage> =>
  async (request, { caller }) => {
    const { storeId, barcode } = parse(request);
    const item = actsAtSite(caller, storeId) ? await items.findOne({ storeId, barcode }).lean<Item>() : null;
    if (!item) throw supermarketReasons.error("ITEM_NOT_FOUND", { metadata: { barcode } });
    return toItemMessage(item);
  };
