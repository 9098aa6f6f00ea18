import type { Money } from "../../../kernel/money/money.ts";
import { runAgain } from "../../../kernel/store/run-again.ts";
import { type Basket, changeBasket, priceLines, type ScannedLine } from "../basket/basket.ts";
import { writeBasket } from "../basket/put-basket.ts";
import { supermarketReasons } from "../errors.ts";
import type { Item } from "../item/item.ts";
import type { ShopStore } from "../store/store-model.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";

/** A line as it was sold. */
export interface SoldLine extends ScannedLine {
  readonly unitPrice: Money;
}

/** A basket as it left the store. */
export interface Sale {
  readonly basketId: string;
  readonly storeId: string;
  readonly tillId: string;
  readonly lines: readonly SoldLine[];
}

/**
 * Stores the basket of a sale at the prices that the shopper saw, over what the till may have saved of it before its network went. One that is no longer open is
 * left as it is: a paid one is never opened again (V3), and the checkout says so.
 */
export const putSale = (parts: SupermarketParts, sale: Sale, store: ShopStore): Promise<void> =>
  runAgain(async () => {
    const { basketId, lines } = sale;
    const barcodes = lines.map(({ barcode }) => barcode);
    const [before, items] = await Promise.all([
      parts.baskets.findById(basketId).lean<Basket>(),
      parts.items.find({ storeId: store._id, barcode: { $in: barcodes } }).lean<Item[]>(),
    ]);
    if (before && before.storeId !== store._id) throw supermarketReasons.error("BASKET_NOT_OPEN");
    if (before && before.state !== "OPEN") return;
    await writeBasket(parts, before, asSold(sale, store, before, items));
  });

const asSold = (sale: Sale, store: ShopStore, before: Basket | null, items: readonly Item[]): Basket => {
  const prices = new Map(sale.lines.map(({ barcode, unitPrice }) => [barcode, unitPrice]));
  const sold = items.map((item) => {
    const { minorUnits = item.unitPrice, currencyCode = item.currencyCode } = prices.get(item.barcode) ?? {};
    return { ...item, unitPrice: minorUnits, currencyCode };
  });
  const priced = priceLines(sale.lines, sold);
  if ("reason" in priced)
    throw supermarketReasons.error(priced.reason, { metadata: priced.barcode ? { barcode: priced.barcode } : {} });
  const { basketId, tillId } = sale;
  const asked = new Map(items.map((item) => [item.barcode, item.unitPrice]));
  const lines = priced.lines.map((line) => {
    const catalogPrice = asked.get(line.barcode);
    return catalogPrice === undefined || catalogPrice === line.unitPrice ? line : { ...line, catalogPrice };
  });
  const marked = { ...priced, lines };
  // The prices that the shopper saw are what it was sold at, whoever the member was: without a network there is no member price.
  if (before) return changeBasket(before, marked, { tillId, member: undefined });
  const { _id: storeId, merchantId, name, nameEn } = store;
  const place = { storeId, merchantId, storeName: name, storeNameEn: nameEn, tillId };
  return { _id: basketId, ...place, state: "OPEN", ...marked, revision: 1, attemptCount: 0 };
};
