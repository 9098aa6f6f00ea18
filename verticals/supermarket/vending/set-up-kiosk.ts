import { actsAtSite } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { Kiosk as KioskMessage, SetUpKioskRequest } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { supermarketReasons } from "../errors.ts";
import { type Item, readBarcode } from "../item/item.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { showKiosk } from "./get-kiosk.ts";

const MAX_ITEMS = 60;

const parse = (request: SetUpKioskRequest) => {
  const fields = readFields();
  const storeId = fields.id("store_id", request.storeId, "str");
  const kioskId = fields.id("kiosk_id", request.kioskId, "stf");
  if (request.barcodes.length === 0 || request.barcodes.length > MAX_ITEMS)
    fields.refuse({ field: "barcodes", en: `1 to ${MAX_ITEMS} barcodes`, zh: `须为 1 至 ${MAX_ITEMS} 个条码` });
  const barcodes = request.barcodes
    .slice(0, MAX_ITEMS)
    .map((barcode, index) => readBarcode(fields, `barcodes[${index}]`, barcode));
  fields.check();
  return { storeId, kioskId, barcodes: [...new Set(barcodes)] };
};

/** What a machine sells from now on; vends under way go on as they were chosen. A machine of another store of the caller's moves to this one. */
export const setUpKiosk =
  (parts: SupermarketParts): Handler<SetUpKioskRequest, KioskMessage> =>
  async (request, { caller }) => {
    const { storeId, kioskId, barcodes } = parse(request);
    const known = await parts.kiosks.findById(kioskId).lean();
    const isTheirs = actsAtSite(caller, storeId) && (!known || actsAtSite(caller, known.storeId));
    if (!isTheirs) throw commonReasons.error("CALLER_NOT_ALLOWED");
    const found = await parts.items.find({ storeId, barcode: { $in: barcodes } }).lean<Item[]>();
    const missing = barcodes.find((barcode) => !found.some((item) => item.barcode === barcode));
    if (missing) throw supermarketReasons.error("ITEM_NOT_FOUND", { metadata: { barcode: missing } });
    await parts.kiosks.updateOne({ _id: kioskId }, { $set: { storeId, barcodes } }, { upsert: true });
    return showKiosk(parts, { _id: kioskId, storeId, barcodes });
  };
