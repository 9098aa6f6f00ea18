/** UploadOfflineSale against the real payments service: a sale that is over is taken in once, whatever the shelf, the clock and the network did meanwhile. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { Tender } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { BasketState, type UploadOfflineSaleRequest } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { crash, createSaboteur } from "../testing/saboteur.ts";
import {
  aBasketId,
  cashierElsewhere,
  type Market,
  MERCHANT,
  reasonOf,
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

const HOUR_MS = 3_600_000;
const TILL = "T-OFF1";
const cny = (minorUnits: bigint) => ({ minorUnits, currencyCode: "CNY" });
const checkIn = async () => {
  await market.payments.checkInTill({ merchantId: MERCHANT, storeId: STORE, terminalId: TILL });
  market.clock.advance(10_000);
};

/** What a till keeps of a sale of two bottles of water, sold now. No code: for cash. */
const aSale = (change: Partial<UploadOfflineSaleRequest> = {}): UploadOfflineSaleRequest => ({
  ...{ basketId: aBasketId(), storeId: STORE, tillId: TILL, soldTime: market.clock.now(), paymentCode: "" },
  lines: [{ barcode: WATER.barcode, quantity: 2, unitPrice: cny(WATER.price) }],
  receivedAmount: undefined,
  ...change,
});
const upload = (sale: UploadOfflineSaleRequest, idempotencyKey = aKey()) =>
  market.till.uploadOfflineSale(sale, { idempotencyKey, deadline: plusMs(market.clock.now(), 60_000) });
const itemOf = ({ barcode }: { barcode: string }) => market.till.findItem({ storeId: STORE, barcode });
const expectStockToAgree = async () => expect((await verifyStock(market.store("supermarket"))).mismatches).toEqual([]);

test("Y12, V3: a sale by code is paid hours later at the price that the shopper saw, once for two tabs, and never opened again", async () => {
  await checkIn();
  const lines = [{ barcode: WATER.barcode, quantity: 2, unitPrice: cny(150n) }];
  const [sale, key] = [aSale({ paymentCode: await market.code(), lines }), aKey()];
  market.clock.advance(5 * HOUR_MS);
  const before = await market.balance(0);
  const [one, other] = await Promise.all([upload(sale, key), upload(sale, key)]);
  expect(one).toMatchObject({ basketId: sale.basketId, total: cny(300n), paidInCash: false, tillId: TILL });
  // What a manager finds the deviation by.
  expect(one.lines).toMatchObject([{ unitPrice: cny(150n), catalogPrice: cny(WATER.price) }]);
  expect(other).toEqual(one);
  expect(await market.balance(0)).toBe(before - 300n);
  expect(await upload(sale, key)).toEqual(one);
  expect(await reasonOf(upload(sale))).toBe("BASKET_NOT_OPEN");
  const draft = { basketId: sale.basketId, storeId: STORE, tillId: TILL, lines: [{ ...WATER, quantity: 9 }] };
  expect(await reasonOf(market.till.putBasket(draft))).toBe("BASKET_NOT_OPEN");
  expect(await market.balance(0)).toBe(before - 300n);
  await expectStockToAgree();
});

test("Y12: a sale in cash needs nobody's word: it is recorded as taken by the drawer", async () => {
  const receipt = await upload(aSale({ receivedAmount: cny(1_000n) }));
  expect(receipt).toMatchObject({ total: cny(400n), paidInCash: true, payerDisplayName: "" });
  expect(receipt.lines[0]?.catalogPrice).toBeUndefined();
  const { tradeId } = receipt;
  expect(await market.payments.queryTrade({ merchantId: MERCHANT, tradeId, merchantTradeId: "" })).toMatchObject({
    ...{ tender: Tender.TENDER_CASH, receivedAmount: cny(1_000n), changeAmount: cny(600n), terminalId: TILL },
  });
});

test("a draft that the till had saved before its network went is replaced by what was sold", async () => {
  const basketId = await market.basket([[WATER, 7]]);
  expect((await upload(aSale({ basketId }))).lines).toMatchObject([{ quantity: 2 }]);
});

test("what left the store was there: a shelf that knew of less has received it, and agrees", async () => {
  const { barcode } = SOLD_OUT;
  const receipt = await upload(aSale({ lines: [{ barcode, quantity: 3, unitPrice: cny(2_980n) }] }));
  expect(receipt.total).toEqual(cny(8_940n));
  expect((await itemOf(SOLD_OUT)).availableQuantity).toBe(0);
  await expectStockToAgree();
});

test("P38: a refused sale is a shortfall: nothing is charged, the basket stays, and another tender collects it under another key", async () => {
  await checkIn();
  const paymentCode = await market.code();
  await market.checkOut(await market.basket(), paymentCode);
  const [sale, key] = [aSale({ paymentCode }), aKey()];
  const before = await market.balance(0);
  expect(await reasonOf(upload(sale, key))).toBe("PAYMENT_CODE_SPENT");
  expect(await reasonOf(upload(sale, key))).toBe("PAYMENT_CODE_SPENT");
  expect(await market.balance(0)).toBe(before);
  expect((await market.till.getBasket({ basketId: sale.basketId })).state).toBe(BasketState.BASKET_STATE_OPEN);
  await expectStockToAgree();
  expect(await upload({ ...sale, paymentCode: "" })).toMatchObject({ total: cny(400n), paidInCash: true });
  // The old key still tells what became of it.
  expect(await reasonOf(upload(sale, key))).toBe("PAYMENT_CODE_SPENT");
  await expectStockToAgree();
});

test.each<[string, () => Promise<Partial<UploadOfflineSaleRequest>>]>([
  ["OFFLINE_TILL_UNKNOWN", async () => ({ tillId: "T-NEW" })],
  [
    "OFFLINE_TRADE_TOO_LARGE",
    async () => ({ lines: [{ barcode: WATER.barcode, quantity: 101, unitPrice: cny(200n) }] }),
  ],
  ["OFFLINE_SCAN_BACKDATED", async () => ({ soldTime: plusMs(market.clock.now(), -60_000) })],
  ["ITEM_NOT_FOUND", async () => ({ lines: [{ barcode: "6901234567892", quantity: 1, unitPrice: cny(1n) }] })],
])("P38: %s takes nothing", async (reason, prepare) => {
  await checkIn();
  const sale = aSale({ paymentCode: await market.code(), ...(await prepare()) });
  const before = await market.balance(0);
  expect(await reasonOf(upload(sale))).toBe(reason);
  expect(await market.balance(0)).toBe(before);
  await expectStockToAgree();
});

test.each<[string, Partial<UploadOfflineSaleRequest>]>([
  ["no lines", { lines: [] }],
  ["no time", { soldTime: undefined }],
  ["half a code", { paymentCode: "28123" }],
  ["change for a code", { paymentCode: "281234567800000001", receivedAmount: cny(1_000n) }],
])("REQUEST_INVALID: %s", async (_, change) => {
  expect(await reasonOf(upload(aSale(change)))).toBe("REQUEST_INVALID");
});

test("P38: cash is of the last day and not of a time to come; what was recorded in time is told of for ever", async () => {
  const inHours = (hours: number) => aSale({ soldTime: plusMs(market.clock.now(), hours * HOUR_MS) });
  expect(await reasonOf(upload(inHours(1)))).toBe("REQUEST_INVALID");
  expect(await reasonOf(upload(inHours(-25)))).toBe("REQUEST_INVALID");
  const [sale, key] = [inHours(-23), aKey()];
  const receipt = await upload(sale, key);
  market.clock.advance(2 * HOUR_MS);
  expect(await upload(sale, key)).toEqual(receipt);
});

test("another store's sale is none of the caller's", async () => {
  const call = market.as(cashierElsewhere).uploadOfflineSale(aSale(), { idempotencyKey: aKey() });
  expect(await reasonOf(call)).toBe("CALLER_NOT_ALLOWED");
});

test("P2: cash whose recording was interrupted is recorded by the recovery, never given up", async () => {
  const saboteur = createSaboteur();
  const broken = await startMarket({ interfere: saboteur.interfere, withoutEvents: true });
  try {
    saboteur.payments.recordTender = async () => crash();
    const [sale, key] = [aSale({ soldTime: broken.clock.now() }), aKey()];
    const options = { idempotencyKey: key };
    await expect(broken.till.uploadOfflineSale(sale, options)).rejects.toThrow();
    delete saboteur.payments.recordTender;
    await broken.recover();
    const { basketId } = sale;
    expect(await broken.till.getReceipt({ basketId })).toMatchObject({ paidInCash: true, total: cny(400n) });
    expect(await broken.till.uploadOfflineSale(sale, options)).toMatchObject({ basketId, paidInCash: true });
    expect((await verifyStock(broken.store("supermarket"))).mismatches).toEqual([]);
  } finally {
    await broken.stop();
  }
});
