import type { Handler } from "../../../kernel/contract/contract.ts";
import { money } from "../../../kernel/money/money.ts";
import type { GetKioskRequest, Kiosk as KioskMessage } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { supermarketReasons } from "../errors.ts";
import type { Item } from "../item/item.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import type { Kiosk } from "./kiosk-model.ts";

/** The kiosk with its items as they are now; one that the store has no longer is left out. */
export const showKiosk = async (
  { items }: SupermarketParts,
  { _id, storeId, barcodes }: Kiosk,
): Promise<KioskMessage> => {
  const found = await items.find({ storeId, barcode: { $in: [...barcodes] } }).lean<Item[]>();
  const byBarcode = new Map(found.map((item) => [item.barcode, item]));
  const shown = barcodes.flatMap((barcode) => byBarcode.get(barcode) ?? []);
  return {
    ...{ kioskId: _id, storeId },
    items: shown.map((item) => ({
      ...{ itemId: item._id, barcode: item.barcode, name: item.name, nameEn: item.nameEn },
      ...{ unitPrice: money(item.unitPrice, item.currencyCode), isAvailable: item.available > 0 },
    })),
  };
};

/** What the calling machine offers. */
export const getKiosk =
  (parts: SupermarketParts): Handler<GetKioskRequest, KioskMessage> =>
  async (_request, { caller }) => {
    const kiosk = await parts.kiosks.findById(caller.id).lean<Kiosk>();
    if (!kiosk) throw supermarketReasons.error("KIOSK_NOT_SET_UP");
    return showKiosk(parts, kiosk);
  };
