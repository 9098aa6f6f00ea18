import { type Observable, observable } from "../../api/observable.ts";
import type { OfflineSale } from "./offline-sale.ts";

/** The sales of this browser's till that the platform has not heard of, or has just heard of. All tabs share them. */
export interface SaleQueue {
  sales: Observable<readonly OfflineSale[]>;
  /** Stores a sale, over what is stored of it. */
  put(sale: OfflineSale): void;
  /** Reads again: another tab may have written. */
  refresh(nowMs: number): void;
}

/** What is paid is shown for a day. */
const SHOWN_MS = 24 * 3_600_000;

/** The sale that a storage holds under a key; a text that cannot be read is left where it is. */
const readSale = (area: Storage, key: string): OfflineSale[] => {
  try {
    return [JSON.parse(area.getItem(key) ?? "") as OfflineSale];
  } catch {
    return [];
  }
};

/** A key per sale, so that two tabs that write at once do not overwrite each other's. `area` as of localStorage. */
export const saleQueue = (area: Storage, storeId: string): SaleQueue => {
  const prefix = `paywindow.sale.${storeId}.`;
  const keys = () =>
    Array.from({ length: area.length }, (_, index) => area.key(index) ?? "").filter((key) => key.startsWith(prefix));
  const readAll = () =>
    keys()
      .flatMap((key) => readSale(area, key))
      .sort((a, b) => (a.soldTime < b.soldTime ? 1 : -1));
  const sales = observable<readonly OfflineSale[]>(readAll());
  return {
    sales,
    put: (sale) => {
      area.setItem(prefix + sale.basketId, JSON.stringify(sale));
      sales.set(readAll());
    },
    refresh: (nowMs) => {
      for (const { basketId, state, soldTime } of readAll())
        if (state === "PAID" && nowMs - Date.parse(soldTime) > SHOWN_MS) area.removeItem(prefix + basketId);
      sales.set(readAll());
    },
  };
};
