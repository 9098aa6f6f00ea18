/** PutBasket: stored under the till's id, priced, harmless when it is sent again. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { BasketState } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { itemModel } from "../item/item-model.ts";
import {
  aBasketId,
  cashierElsewhere,
  type Market,
  MILK,
  refusalOf,
  STORE,
  startMarket,
  WATER,
} from "../testing/start-market.ts";

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

const cny = (minorUnits: bigint) => ({ minorUnits, currencyCode: "CNY" });
const scan = ({ barcode }: { barcode: string }, quantity: number) => ({ barcode, quantity });
const aRequest = (changes: object = {}) => ({
  ...{ basketId: aBasketId(), storeId: STORE, tillId: "till 1", lines: [scan(WATER, 2)] },
  ...changes,
});
const storedBaskets = () => market.store("supermarket").connection.collection("baskets").find({}).toArray();

test("V3: a basket is stored under the till's id and priced line by line", async () => {
  const request = aRequest({ lines: [scan(WATER, 1), scan(MILK, 3), scan(WATER, 1)] });
  const basket = await market.till.putBasket(request);
  expect(basket).toEqual({
    ...{ basketId: request.basketId, storeId: STORE, tillId: "till 1", state: BasketState.BASKET_STATE_OPEN },
    lines: [
      {
        ...{ itemId: WATER.itemId, barcode: WATER.barcode, name: "矿泉水 550毫升", nameEn: "Mineral water 550 ml" },
        ...{ quantity: 2, unitPrice: cny(200n), lineTotal: cny(400n) },
      },
      {
        ...{ itemId: MILK.itemId, barcode: MILK.barcode, name: "纯牛奶 250毫升", nameEn: "Milk 250 ml" },
        ...{ quantity: 3, unitPrice: cny(320n), lineTotal: cny(960n) },
      },
    ],
    total: cny(1360n),
    revision: 1,
  });
  expect(await market.till.getBasket({ basketId: request.basketId })).toEqual(basket);
});

test("an empty basket is stored without a total", async () => {
  const { lines, total, revision } = await market.till.putBasket(aRequest({ lines: [] }));
  expect({ lines, total, revision }).toEqual({ lines: [], total: undefined, revision: 1 });
});

test("the revision grows only when the lines change", async () => {
  const request = aRequest();
  const put = async (changes: object) => (await market.till.putBasket({ ...request, ...changes })).revision;
  expect(await put({})).toBe(1);
  expect(await put({})).toBe(1);
  expect(await put({ tillId: "till 2" })).toBe(1);
  expect(await put({ lines: [scan(WATER, 3)] })).toBe(2);
  expect(await put({ lines: [] })).toBe(3);
  expect((await market.till.getBasket({ basketId: request.basketId })).tillId).toBe("till 1");
});

test("a price that changed since is taken over by the next put", async () => {
  const request = aRequest({ lines: [scan(MILK, 1)] });
  await market.till.putBasket(request);
  const items = itemModel(market.store("supermarket").connection);
  await items.updateOne({ _id: MILK.itemId }, { $set: { unitPrice: 300n } });
  expect(await market.till.putBasket(request)).toMatchObject({ total: cny(300n), revision: 2 });
  await items.updateOne({ _id: MILK.itemId }, { $set: { unitPrice: MILK.price } });
});

test("V3: two tabs that sync the same baskets at once make no duplicate", async () => {
  const request = aRequest();
  const before = (await storedBaskets()).length;
  const answers = await Promise.all(Array.from({ length: 20 }, () => market.till.putBasket(request)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await storedBaskets()).toHaveLength(before + 1);
});

test("of different lines put at once each is applied whole, one after the other", async () => {
  const request = aRequest();
  const quantities = [1, 2, 3, 4, 5];
  await Promise.all(
    quantities.map((quantity) => market.till.putBasket({ ...request, lines: [scan(WATER, quantity)] })),
  );
  const { lines, total, revision } = await market.till.getBasket({ basketId: request.basketId });
  expect(total).toEqual(cny(200n * BigInt(lines[0]!.quantity)));
  expect(revision).toBe(5);
});

describe("a refusal writes nothing", () => {
  const unknown = { barcode: "4006381333931" };
  const paid = async () => {
    const basketId = await market.basket();
    await market.checkOut(basketId, await market.code());
    return basketId;
  };
  const voided = async () => (await market.till.voidBasket({ basketId: await market.basket() })).basketId;

  test.each([
    ["ITEM_NOT_FOUND", async () => aRequest({ lines: [scan(WATER, 1), scan(unknown, 1)] })],
    ["BASKET_NOT_OPEN", async () => aRequest({ basketId: await paid() })],
    ["BASKET_NOT_OPEN", async () => aRequest({ basketId: await voided() })],
    ["CALLER_NOT_ALLOWED", async () => aRequest({ storeId: "str_elsewhere1" })],
  ])("V3: %s", async (reason, prepare) => {
    const request = await prepare();
    const before = await storedBaskets();
    expect((await refusalOf(market.till.putBasket(request))).reason).toBe(reason);
    expect(await storedBaskets()).toEqual(before);
  });

  test("CURRENCY_MIXED and BASKET_TOTAL_TOO_LARGE", async () => {
    const items = itemModel(market.store("supermarket").connection);
    const reasonOf = async (change: object) => {
      await items.updateOne({ _id: MILK.itemId }, { $set: change });
      const request = aRequest({ lines: [scan(WATER, 1), scan(MILK, 2)] });
      const before = await storedBaskets();
      const { reason } = await refusalOf(market.till.putBasket(request));
      expect(await storedBaskets()).toEqual(before);
      await items.updateOne({ _id: MILK.itemId }, { $set: { currencyCode: "CNY", unitPrice: MILK.price } });
      return reason;
    };
    expect(await reasonOf({ currencyCode: "HKD" })).toBe("CURRENCY_MIXED");
    expect(await reasonOf({ unitPrice: 600_000_000_000n })).toBe("BASKET_TOTAL_TOO_LARGE");
  });

  test("the store of others, and one that does not exist, are refused alike", async () => {
    const elsewhere = market.as(cashierElsewhere);
    const others = await refusalOf(elsewhere.putBasket(aRequest()));
    const nobodys = await refusalOf(elsewhere.putBasket(aRequest({ storeId: "str_elsewhere1" })));
    expect(others.reason).toBe("CALLER_NOT_ALLOWED");
    expect({ ...others, stack: "" }).toEqual({ ...nobodys, stack: "" });
  });

  test.each([
    ["basket_id", { basketId: "bsk_short" }],
    ["basket_id", { basketId: "trd_1234567890" }],
    ["store_id", { storeId: "mer_1234" }],
    ["till_id", { tillId: "" }],
    ["till_id", { tillId: "x".repeat(33) }],
    ["lines", { lines: Array.from({ length: 201 }, () => scan(WATER, 1)) }],
    ["lines[1].barcode", { lines: [scan(WATER, 1), { barcode: "12345", quantity: 1 }] }],
    ["lines[0].quantity", { lines: [scan(WATER, 0)] }],
    ["lines[0].quantity", { lines: [scan(WATER, 1000)] }],
    ["lines[0].quantity", { lines: [scan(WATER, -1)] }],
    ["lines[2].quantity", { lines: [scan(WATER, 500), scan(MILK, 1), scan(WATER, 500)] }],
  ])("a wrong %s is named", async (field, changes) => {
    const { reason, fields } = await refusalOf(market.till.putBasket(aRequest(changes)));
    expect([reason, fields.map((violation) => violation.field)]).toEqual(["REQUEST_INVALID", [field]]);
  });
});
