/** ListItems: pages in the order of barcodes, each item once. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Item } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { cashierElsewhere, type Market, refusalOf, STORE, startMarket } from "../testing/start-market.ts";
import { isEan13 } from "./ean.ts";

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

const readAll = async (pageSize: number): Promise<{ items: Item[]; pages: number }> => {
  const items: Item[] = [];
  let pageToken = "";
  let pages = 0;
  do {
    const page = await market.till.listItems({ storeId: STORE, pageSize, pageToken });
    items.push(...page.items);
    pageToken = page.nextPageToken;
    pages++;
  } while (pageToken !== "");
  return { items, pages };
};

test.each([
  [0, 1],
  [200, 1],
  [28, 1],
  [27, 2],
  [10, 3],
  [1, 28],
])("pages of %i: all 28 items of the demo store in order, in %i pages", async (pageSize, pages) => {
  const all = await readAll(pageSize);
  const barcodes = all.items.map(({ barcode }) => barcode);
  expect(barcodes).toHaveLength(28);
  expect(barcodes).toEqual([...new Set(barcodes)].sort());
  expect(all.pages).toBe(pages);
});

test("V1: every item of the demo store has a right Chinese EAN-13, names in both languages and a price", async () => {
  const { items } = await readAll(0);
  for (const { barcode, name, nameEn, unitPrice } of items) {
    expect(isEan13(barcode) && /^69[0-7]/.test(barcode)).toBe(true);
    expect([name, nameEn].every((text) => text.length > 0)).toBe(true);
    expect(unitPrice?.minorUnits).toBeGreaterThan(0n);
  }
});

test("another's store shows nothing", async () => {
  const page = await market.as(cashierElsewhere).listItems({ storeId: STORE, pageSize: 0, pageToken: "" });
  expect(page).toEqual({ items: [], nextPageToken: "" });
});

test.each([
  ["page_size", { pageSize: 201, pageToken: "" }],
  ["page_size", { pageSize: -1, pageToken: "" }],
  ["page_token", { pageSize: 0, pageToken: "not a token" }],
])("a wrong %s is refused by name", async (field, request) => {
  const { reason, fields } = await refusalOf(market.till.listItems({ storeId: STORE, ...request }));
  expect([reason, fields.map((violation) => violation.field)]).toEqual(["REQUEST_INVALID", [field]]);
});
