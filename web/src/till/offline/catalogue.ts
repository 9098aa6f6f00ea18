import type { Item } from "../../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../../api/json.ts";
import { routes } from "../../api/routes.ts";
import { call } from "../../api/session.ts";
import { stored } from "../../api/stored.ts";

/** ListItems gives pages; what a page picks from, or keeps for a time without a network, is not meant to be longer than this. */
const MOST_ITEMS = 1_000;

/** The store's items, page by page. */
export const readItems = async (storeId: string): Promise<Json<Item>[]> => {
  const items: Json<Item>[] = [];
  let pageToken = "";
  do {
    const page = await call(routes.listItems, { storeId, pageSize: 200, pageToken });
    items.push(...(page.items ?? []));
    pageToken = page.nextPageToken ?? "";
  } while (pageToken && items.length < MOST_ITEMS);
  return items;
};

const keptItems = (storeId: string) => stored<Json<Item>[]>(() => localStorage, `paywindow.items.${storeId}`);

/** Keeps the store's items at hand for a time without a network. Rejects where they could not be read. */
export const keepItems = async (storeId: string): Promise<void> => keptItems(storeId).write(await readItems(storeId));

/** The items as they were kept; empty where they never were. */
export const itemsAtHand = (storeId: string): readonly Json<Item>[] => keptItems(storeId).read() ?? [];

/** An item as it was kept. */
export const itemAtHand = (storeId: string, barcode: string): Json<Item> | undefined =>
  itemsAtHand(storeId).find((item) => item.barcode === barcode);
