import { money } from "../../../kernel/money/money.ts";
import type { FieldReader } from "../../../kernel/parse/parse.ts";
import type { Item as ItemMessage } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { isEan13 } from "./ean.ts";

/**
 * Something on the shelf of one store. What came in is on the shelf, reserved for a checkout under way, or sold:
 * received = available + reserved + sold, where the receipts say what was sold (verify-stock.ts).
 */
export interface Item {
  /** itm_… */
  readonly _id: string;
  readonly storeId: string;
  /** EAN-13, unique in its store. */
  readonly barcode: string;
  readonly name: string;
  readonly nameEn: string;
  /** Minor units of `currencyCode`. */
  readonly unitPrice: bigint;
  readonly currencyCode: string;
  /** What can be sold now. Never below 0. */
  readonly available: number;
  /** What checkouts under way have taken off the shelf. */
  readonly reserved: number;
  /** All that ever came in. */
  readonly received: number;
}

/** As the contract shows it. */
export const toItemMessage = (item: Item): ItemMessage => ({
  itemId: item._id,
  storeId: item.storeId,
  barcode: item.barcode,
  name: item.name,
  nameEn: item.nameEn,
  unitPrice: money(item.unitPrice, item.currencyCode),
  availableQuantity: item.available,
});

/** Reads a barcode: a wrong check digit is a misread, and told apart from an item that the store does not have. */
export const readBarcode = (fields: FieldReader, field: string, value: string): string => {
  const barcode = value.trim();
  if (!isEan13(barcode))
    fields.refuse({
      field,
      en: "13 digits with a right EAN-13 check digit",
      zh: "须为 13 位且校验位正确的 EAN-13 条码",
    });
  return barcode;
};
