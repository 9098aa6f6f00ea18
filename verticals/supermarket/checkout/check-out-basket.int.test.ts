/** CheckOutBasket against the real payments service: what it writes, what it refuses without a trace, and what many at once may do. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { BasketState, type Receipt } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import {
  aBasketId,
  cashierElsewhere,
  type Market,
  MERCHANT,
  MILK,
  reasonOf,
  refusalOf,
  SOLD_OUT,
  STORE,
  startMarket,
  WATER,
} from "../testing/start-market.ts";
import { verifyStock } from "../verify-stock.ts";

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

const cny = (minorUnits: bigint) => ({ minorUnits, currencyCode: "CNY" });
const availableOf = async ({ barcode }: { barcode: string }) =>
  (await market.till.findItem({ storeId: STORE, barcode })).availableQuantity;
const expectStockToAgree = async () => expect((await verifyStock(market.store("supermarket"))).mismatches).toEqual([]);
const reasonsOf = (results: PromiseSettledResult<Receipt>[]) =>
  results.map((result) => (result.status === "fulfilled" ? "paid" : String(result.reason.reason)));

test("Y2, V3: a basket is paid by payment code in one call: receipt, stock, trade, balance and basket", async () => {
  const basketId = await market.basket([
    [WATER, 2],
    [MILK, 3],
  ]);
  const before = { water: await availableOf(WATER), milk: await availableOf(MILK), balance: await market.balance(0) };

  const receipt = await market.checkOut(basketId, await market.code());

  expect(receipt).toEqual({
    receiptId: expect.stringMatching(/^rcp_[0-9A-Z]{26}$/),
    receiptNumber: "0001",
    basketId,
    ...{ storeId: STORE, storeName: "惠民超市（中心店）", storeNameEn: "Huimin Market (Central)", tillId: "till 1" },
    cashierId: "stf_democashier1",
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
    tradeId: expect.stringMatching(/^trd_/),
    payerDisplayName: expect.stringContaining("*"),
    payTime: new Date("2030-01-01T04:00:00.000Z"),
    paidInCash: false,
  });
  expect(await market.till.getReceipt({ basketId })).toEqual(receipt);
  expect((await market.till.getBasket({ basketId })).state).toBe(BasketState.BASKET_STATE_PAID);
  expect(await availableOf(WATER)).toBe(before.water - 2);
  expect(await availableOf(MILK)).toBe(before.milk - 3);
  expect(await market.balance(0)).toBe(before.balance - 1360n);
  const trade = await market.payments.queryTrade({
    merchantId: MERCHANT,
    tradeId: receipt.tradeId,
    merchantTradeId: "",
  });
  expect(trade).toMatchObject({
    ...{ merchantTradeId: `${basketId}-1`, storeId: STORE, subject: "惠民超市（中心店）" },
    ...{ state: TradeState.TRADE_STATE_SUCCESS, paidAmount: cny(1360n), payerUserId: "usr_demoshopper1" },
  });
  await expectStockToAgree();
});

test("receipts are numbered per store and business day at +08:00", async () => {
  const number = async () => Number((await market.checkOut(await market.basket(), await market.code())).receiptNumber);
  const first = await number();
  expect(await number()).toBe(first + 1);
  market.clock.set(new Date("2030-01-01T16:00:00.000Z"));
  expect(await number()).toBe(1);
});

test("the total that the shopper saw is charged, or nothing", async () => {
  const basketId = await market.basket();
  const request = { basketId, paymentCode: await market.code(), expectedTotal: cny(400n) };
  expect((await market.till.checkOutBasket(request, { idempotencyKey: aKey() })).total).toEqual(cny(400n));
});

describe("a refusal writes nothing: stock, baskets, receipts and money are as before", () => {
  const pay = async (basketId: string, paymentCode?: string) =>
    market.checkOut(basketId, paymentCode ?? (await market.code()));

  /** Prepares, in the order of errors.ts and then of PayTrade's, and gives the call that is refused. */
  const cases: [reason: string, prepare: () => Promise<() => Promise<unknown>>][] = [
    ["REQUEST_INVALID", async () => () => market.checkOut("bsk_short", "12345")],
    ["BASKET_NOT_FOUND", async () => () => pay(aBasketId())],
    [
      "BASKET_NOT_FOUND",
      async () => {
        const [basketId, paymentCode] = [await market.basket(), await market.code()];
        const call = { basketId, paymentCode };
        return () => market.as(cashierElsewhere).checkOutBasket(call, { idempotencyKey: aKey() });
      },
    ],
    [
      "BASKET_EMPTY",
      async () => {
        const basketId = await market.basket([]);
        return () => pay(basketId);
      },
    ],
    [
      "BASKET_NOT_OPEN",
      async () => {
        const basketId = await market.basket();
        await pay(basketId);
        return () => pay(basketId);
      },
    ],
    [
      "BASKET_NOT_OPEN",
      async () => {
        const basketId = await market.basket();
        await market.till.voidBasket({ basketId });
        return () => pay(basketId);
      },
    ],
    [
      "BASKET_CHANGED",
      async () => {
        const call = { basketId: await market.basket(), paymentCode: await market.code(), expectedTotal: cny(399n) };
        return () => market.till.checkOutBasket(call, { idempotencyKey: aKey() });
      },
    ],
    [
      "STOCK_INSUFFICIENT",
      async () => {
        const basketId = await market.basket([
          [WATER, 1],
          [SOLD_OUT, 1],
        ]);
        return () => pay(basketId);
      },
    ],
    [
      "CHANNEL_UNAVAILABLE",
      async () => {
        const basketId = await market.basket();
        return () => pay(basketId, "130012345678901234");
      },
    ],
    [
      "PAYMENT_CODE_UNKNOWN",
      async () => {
        const basketId = await market.basket();
        return () => pay(basketId, "280000000012345678");
      },
    ],
    [
      "PAYMENT_CODE_EXPIRED",
      async () => {
        const [basketId, paymentCode] = [await market.basket(), await market.code()];
        market.clock.advance(120_000);
        return () => pay(basketId, paymentCode);
      },
    ],
    [
      "PAYMENT_CODE_SPENT",
      async () => {
        const [basketId, paymentCode] = [await market.basket(), await market.code()];
        await pay(await market.basket(), paymentCode);
        return () => pay(basketId, paymentCode);
      },
    ],
    [
      "BALANCE_INSUFFICIENT",
      async () => {
        const [basketId, paymentCode] = [await market.basket([[WATER, 400]]), await market.code(1)];
        return () => pay(basketId, paymentCode);
      },
    ],
  ];

  test.each(cases)("%s", async (reason, prepare) => {
    const call = await prepare();
    const before = normalized(await market.snapshot());
    expect(await reasonOf(call())).toBe(reason);
    expect(normalized(await market.snapshot())).toEqual(before);
    await expectStockToAgree();
  });

  /** A refused payment leaves the number of its attempt on the basket, and nothing else. */
  const normalized = (snapshot: unknown) =>
    JSON.parse(
      JSON.stringify(snapshot, (key, value) =>
        typeof value === "bigint" ? `${value}` : key === "attemptCount" ? 0 : value,
      ),
    );

  test("STOCK_INSUFFICIENT names the item, and the key is free for another try (P15)", async () => {
    const basketId = await market.basket([[SOLD_OUT, 1]]);
    const [key, paymentCode] = [aKey(), await market.code(1)];
    const { metadata } = await refusalOf(market.checkOut(basketId, paymentCode, key));
    expect(metadata).toEqual({ barcode: SOLD_OUT.barcode });
    await market.setStock(SOLD_OUT.itemId, 1);
    expect((await market.checkOut(basketId, paymentCode, key)).total).toEqual(cny(2980n));
    expect(await availableOf(SOLD_OUT)).toBe(0);
  });

  test("after a refusal the basket is open again and is paid with another code (P10)", async () => {
    const basketId = await market.basket();
    expect(await reasonOf(market.checkOut(basketId, "280000000012345678"))).toBe("PAYMENT_CODE_UNKNOWN");
    expect((await market.till.getBasket({ basketId })).state).toBe(BasketState.BASKET_STATE_OPEN);
    const { tradeId } = await market.checkOut(basketId, await market.code());
    const trade = await market.payments.queryTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" });
    expect(trade.merchantTradeId).toBe(`${basketId}-2`);
  });
});

describe("idempotency", () => {
  test("P14, V3: the same key gives the same receipt, marked as replayed, and one charge", async () => {
    const [basketId, paymentCode, key] = [await market.basket(), await market.code(), aKey()];
    const receipt = await market.checkOut(basketId, paymentCode, key);
    const before = await market.balance(0);
    let replayed = false;
    const options = { idempotencyKey: key, markReplayed: () => (replayed = true) };
    expect(await market.till.checkOutBasket({ basketId, paymentCode }, options)).toEqual(receipt);
    expect(replayed).toBe(true);
    expect(await market.balance(0)).toBe(before);
  });

  test("P14: a refusal by payments is replayed as well, however much money has come in since", async () => {
    const [basketId, paymentCode, key] = [await market.basket([[WATER, 400]]), await market.code(1), aKey()];
    const first = await refusalOf(market.checkOut(basketId, paymentCode, key));
    const again = await refusalOf(market.checkOut(basketId, paymentCode, key));
    expect(first.reason).toBe("BALANCE_INSUFFICIENT");
    expect([again.domain, again.reason, again.row]).toEqual([first.domain, first.reason, first.row]);
  });

  test("P1, P14: while the payer has not confirmed nothing is sold or given up; the same key tells how it ends", async () => {
    const [basketId, paymentCode, key] = [await market.basket([[WATER, 600]]), await market.code(), aKey()];
    const [before, balance] = [await availableOf(WATER), await market.balance(0)];
    for (let ask = 0; ask < 2; ask++)
      expect(await refusalOf(market.checkOut(basketId, paymentCode, key))).toMatchObject({
        reason: "CHECKOUT_IN_PROGRESS",
        metadata: { merchantTradeId: `${basketId}-1`, waitsFor: "PAYER" },
      });
    expect(await availableOf(WATER)).toBe(before - 600);
    await market.payments.closeTrade({ merchantId: MERCHANT, merchantTradeId: `${basketId}-1`, tradeId: "" });
    for (let ask = 0; ask < 2; ask++)
      expect(await reasonOf(market.checkOut(basketId, paymentCode, key))).toBe("PAYMENT_NOT_COMPLETED");
    expect((await market.till.getBasket({ basketId })).state).toBe(BasketState.BASKET_STATE_OPEN);
    expect([await availableOf(WATER), await market.balance(0)]).toEqual([before, balance]);
    await expectStockToAgree();
  });

  test("P14: the same key with another request is refused", async () => {
    const [basketId, other, key] = [await market.basket(), await market.basket(), aKey()];
    await market.checkOut(basketId, await market.code(), key);
    expect(await reasonOf(market.checkOut(other, await market.code(), key))).toBe("IDEMPOTENCY_KEY_REUSED");
    expect((await market.till.getBasket({ basketId: other })).state).toBe(BasketState.BASKET_STATE_OPEN);
  });

  test("a call without a key is refused by name", async () => {
    const call = market.till.checkOutBasket({ basketId: await market.basket(), paymentCode: await market.code() });
    expect(await reasonOf(call)).toBe("IDEMPOTENCY_KEY_MISSING");
  });
});

describe("at once", () => {
  test("V3, P13: 50 concurrent CheckOutBasket with one key: one charge, 50 equal answers", async () => {
    const [basketId, paymentCode, key] = [await market.basket(), await market.code(), aKey()];
    const [balance, water] = [await market.balance(0), await availableOf(WATER)];
    const answers = await Promise.all(Array.from({ length: 50 }, () => market.checkOut(basketId, paymentCode, key)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await market.balance(0)).toBe(balance - 400n);
    expect(await availableOf(WATER)).toBe(water - 2);
    await expectStockToAgree();
  });

  test("P13: 50 concurrent calls with one key and a dead code: 50 equal refusals, the basket open, nothing reserved", async () => {
    const [basketId, key] = [await market.basket(), aKey()];
    const calls = Array.from({ length: 50 }, () => reasonOf(market.checkOut(basketId, "280000000012345678", key)));
    expect(new Set(await Promise.all(calls))).toEqual(new Set(["PAYMENT_CODE_UNKNOWN"]));
    expect((await market.till.getBasket({ basketId })).state).toBe(BasketState.BASKET_STATE_OPEN);
    await expectStockToAgree();
  });

  test("V3: 20 tills with their own keys for one basket: one is paid, and one charge", async () => {
    const basketId = await market.basket();
    const codes = await Promise.all(Array.from({ length: 20 }, () => market.code()));
    const balance = await market.balance(0);
    const results = await Promise.allSettled(codes.map((code) => market.checkOut(basketId, code)));
    const reasons = reasonsOf(results);
    expect(reasons.filter((reason) => reason === "paid")).toHaveLength(1);
    expect(reasons.filter((reason) => !["paid", "CHECKOUT_IN_PROGRESS", "BASKET_NOT_OPEN"].includes(reason))).toEqual(
      [],
    );
    expect(await market.balance(0)).toBe(balance - 400n);
    await expectStockToAgree();
  });

  test("50 tills racing for the last 10 units: exactly 10 sales", async () => {
    const shop = await startMarket();
    try {
      await shop.setStock(WATER.itemId, 10);
      const baskets = await Promise.all(Array.from({ length: 50 }, () => shop.basket([[WATER, 1]])));
      const codes = await Promise.all(baskets.map((_, index) => shop.code(index % 2 === 0 ? 0 : 1)));
      const results = await Promise.allSettled(baskets.map((basketId, till) => shop.checkOut(basketId, codes[till]!)));
      const reasons = reasonsOf(results);
      expect(reasons.filter((reason) => reason === "paid")).toHaveLength(10);
      expect(reasons.filter((reason) => reason === "STOCK_INSUFFICIENT")).toHaveLength(40);
      expect((await shop.till.findItem({ storeId: STORE, barcode: WATER.barcode })).availableQuantity).toBe(0);
      expect((await shop.balance(0)) + (await shop.balance(1))).toBe(150_000n - 10n * WATER.price);
      const numbers = results.flatMap((result) => (result.status === "fulfilled" ? [result.value.receiptNumber] : []));
      expect(numbers.map(Number).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect((await verifyStock(shop.store("supermarket"))).mismatches).toEqual([]);
    } finally {
      await shop.stop();
    }
  });
});

test("K1, P29: with transactions that fail before and after their commit, every checkout is charged and sold exactly once", async () => {
  const shop = await startMarket({ faults: { seed: 7, transientBefore: 0.2, unknownAfter: 0.2 } });
  try {
    const baskets = await Promise.all(
      Array.from({ length: 25 }, () =>
        shop.basket([
          [WATER, 1],
          [MILK, 1],
        ]),
      ),
    );
    const codes = await Promise.all(baskets.map((_, index) => shop.code(index % 2 === 0 ? 0 : 1)));
    const receipts = await Promise.all(baskets.map((basketId, till) => shop.checkOut(basketId, codes[till]!)));
    expect(new Set(receipts.map(({ tradeId }) => tradeId)).size).toBe(25);
    expect((await shop.balance(0)) + (await shop.balance(1))).toBe(150_000n - 25n * 520n);
    await shop.drain();
    expect(await verifyStock(shop.store("supermarket"))).toEqual({ items: 28, baskets: 25, mismatches: [] });
  } finally {
    await shop.stop();
  }
});
