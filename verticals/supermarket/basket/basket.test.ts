/** The basket's rules as tables and properties, without a store. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { money } from "../../../kernel/money/money.ts";
import type { Item } from "../item/item.ts";
import {
  BASKET_STATES,
  type Basket,
  canMove,
  decideCheckOut,
  decidePut,
  decideVoid,
  mergeLines,
  priceLines,
  sameLines,
} from "./basket.ts";

const STATES = Object.values(BASKET_STATES);

const anItem = (changes: Partial<Item> = {}): Item => ({
  ...{ _id: "itm_water", storeId: "str_1", barcode: "6902856001016", name: "水", nameEn: "Water" },
  ...{ unitPrice: 200n, currencyCode: "CNY", available: 10, reserved: 0, received: 10 },
  ...changes,
});
const aLine = ({ _id: itemId, barcode, name, nameEn, unitPrice }: Item, quantity: number) => ({
  ...{ itemId, barcode, name, nameEn, unitPrice, quantity },
});
const aBasket = (changes: Partial<Basket> = {}): Basket => ({
  ...{ _id: "bsk_12345678", storeId: "str_1", merchantId: "mer_1", storeName: "店", storeNameEn: "Shop", tillId: "1" },
  ...{ state: "OPEN", lines: [aLine(anItem(), 2)], total: 400n, currencyCode: "CNY", revision: 1, attemptCount: 0 },
  ...changes,
});
const empty = { lines: [], total: 0n, currencyCode: "" };

describe("states", () => {
  const allowed = ["OPEN>CHECKING_OUT", "OPEN>VOIDED", "CHECKING_OUT>PAID", "CHECKING_OUT>OPEN"];

  test.each(STATES.flatMap((from) => STATES.map((to) => [from, to] as const)))("V3: %s to %s", (from, to) => {
    expect(canMove(from, to)).toBe(allowed.includes(`${from}>${to}`));
  });
});

describe("merging", () => {
  test("the same barcode twice is one line, where it was first scanned", () => {
    const scanned = [
      { barcode: "a", quantity: 1 },
      { barcode: "b", quantity: 2 },
      { barcode: "a", quantity: 3 },
    ];
    expect(mergeLines(scanned)).toEqual([
      { barcode: "a", quantity: 4 },
      { barcode: "b", quantity: 2 },
    ]);
  });

  const scans = fc.array(
    fc.record({ barcode: fc.constantFrom("a", "b", "c"), quantity: fc.integer({ min: 1, max: 9 }) }),
  );

  test("no piece is lost or added, and merging twice changes nothing", () => {
    fc.assert(
      fc.property(scans, (scanned) => {
        const merged = mergeLines(scanned);
        const pieces = (lines: typeof merged) => lines.reduce((sum, { quantity }) => sum + quantity, 0);
        expect(pieces(merged)).toBe(pieces(scanned));
        expect(new Set(merged.map(({ barcode }) => barcode)).size).toBe(merged.length);
        expect(mergeLines(merged)).toEqual(merged);
      }),
    );
  });
});

describe("pricing", () => {
  const water = anItem();
  const milk = anItem({ _id: "itm_milk", barcode: "6907992010076", unitPrice: 320n });

  test("lines are priced in the order of scanning", () => {
    const scanned = [
      { barcode: milk.barcode, quantity: 3 },
      { barcode: water.barcode, quantity: 2 },
    ];
    expect(priceLines(scanned, [water, milk])).toEqual({
      lines: [aLine(milk, 3), aLine(water, 2)],
      total: 1360n,
      currencyCode: "CNY",
    });
  });

  test("M7: a member's level is taken off each whole line, the fraction of a fen is the merchant's, and the total is their sum", () => {
    const member = {
      ...{ cardId: "mcd_1", maskedCardNumber: "****1234", levelName: "银卡", levelNameEn: "Silver" },
      discountBasisPoints: 200,
    };
    const scanned = [milk, water].map(({ barcode }) => ({ barcode, quantity: 3 }));
    const priced = priceLines(scanned, [water, milk], member);
    // 9.60 less 0.192, and 6.00 less 0.12.
    expect(priced).toMatchObject({ lines: [{ memberDiscount: 19n }, { memberDiscount: 12n }], total: 941n + 588n });
  });

  test("no lines cost nothing", () => {
    expect(priceLines([], [])).toEqual(empty);
  });

  test.each([
    ["ITEM_NOT_FOUND", [], [{ barcode: water.barcode, quantity: 1 }], water.barcode],
    [
      "CURRENCY_MIXED",
      [water, { ...milk, currencyCode: "HKD" }],
      [
        { barcode: water.barcode, quantity: 1 },
        { barcode: milk.barcode, quantity: 1 },
      ],
      undefined,
    ],
    [
      "BASKET_TOTAL_TOO_LARGE",
      [{ ...water, unitPrice: 1_000_000_000_000n }],
      [{ barcode: water.barcode, quantity: 2 }],
      undefined,
    ],
  ])("%s", (reason, items, scanned, barcode) => {
    expect(priceLines(scanned, items)).toEqual(barcode ? { reason, barcode } : { reason });
  });

  const prices = fc.array(
    fc.record({ unitPrice: fc.bigInt({ min: 1n, max: 10_000_000n }), quantity: fc.integer({ min: 1, max: 999 }) }),
    {
      maxLength: 200,
    },
  );

  test("P17: the total is the exact sum of unit price x quantity", () => {
    fc.assert(
      fc.property(prices, (rows) => {
        const items = rows.map(({ unitPrice }, index) =>
          anItem({ _id: `itm_${index}`, barcode: `${index}`, unitPrice }),
        );
        const scanned = rows.map(({ quantity }, index) => ({ barcode: `${index}`, quantity }));
        let expected = 0n;
        for (const { unitPrice, quantity } of rows)
          for (let piece = 0; piece < quantity; piece++) expected += unitPrice;
        const priced = priceLines(scanned, items);
        expect("reason" in priced ? priced.reason : priced.total).toBe(
          expected > 1_000_000_000_000n ? "BASKET_TOTAL_TOO_LARGE" : expected,
        );
      }),
      { numRuns: 30 },
    );
  });

  test("a new price is a change of the lines", () => {
    expect(sameLines([aLine(water, 2)], [aLine(water, 2)])).toBe(true);
    expect(sameLines([aLine(water, 2)], [aLine(anItem({ unitPrice: 210n }), 2)])).toBe(false);
    expect(sameLines([aLine(water, 2)], [aLine(water, 3)])).toBe(false);
    expect(sameLines([aLine(water, 2)], [])).toBe(false);
  });
});

describe("decisions", () => {
  test.each([
    ["no basket yet", null, undefined],
    ["an open basket", aBasket(), undefined],
    ["a basket of another store", aBasket({ storeId: "str_2" }), "BASKET_NOT_OPEN"],
    ["a basket being paid", aBasket({ state: "CHECKING_OUT" }), "BASKET_NOT_OPEN"],
    ["V3: a paid basket", aBasket({ state: "PAID" }), "BASKET_NOT_OPEN"],
    ["a void basket", aBasket({ state: "VOIDED" }), "BASKET_NOT_OPEN"],
  ] as const)("put lines into %s", (_what, basket, verdict) => {
    expect(decidePut(basket, "str_1")).toBe(verdict);
  });

  test.each([
    ["OPEN", undefined],
    ["CHECKING_OUT", "BASKET_NOT_OPEN"],
    ["PAID", "BASKET_NOT_OPEN"],
    ["VOIDED", "void"],
  ] as const)("void a basket that is %s", (state, verdict) => {
    expect(decideVoid(aBasket({ state }))).toBe(verdict);
  });

  test.each([
    ["an open basket", aBasket(), undefined, undefined],
    ["one at the total that was shown", aBasket(), money(400n, "CNY"), undefined],
    ["an empty one", aBasket(empty), undefined, "BASKET_EMPTY"],
    ["one being paid", aBasket({ state: "CHECKING_OUT" }), undefined, "CHECKOUT_IN_PROGRESS"],
    ["V3: a paid one", aBasket({ state: "PAID" }), undefined, "BASKET_NOT_OPEN"],
    ["a void one", aBasket({ state: "VOIDED" }), undefined, "BASKET_NOT_OPEN"],
    ["one at another total", aBasket(), money(399n, "CNY"), "BASKET_CHANGED"],
    ["one in another currency", aBasket(), money(400n, "HKD"), "BASKET_CHANGED"],
  ] as const)("check out %s", (_what, basket, expectedTotal, verdict) => {
    expect(decideCheckOut(basket, expectedTotal)).toBe(verdict);
  });
});
