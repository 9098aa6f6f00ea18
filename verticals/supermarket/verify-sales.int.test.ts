/** The check of the sales finds what is wrong: every kind of damage is made by hand once. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { hasReason } from "../../kernel/errors/reason.ts";
import { TradeState } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { attemptModel } from "./checkout/attempt-model.ts";
import { receiptModel } from "./receipt/receipt-model.ts";
import { JAMMED, type KioskWorld, startKiosk } from "./testing/start-kiosk.ts";
import { reasonOf } from "./testing/start-market.ts";
import type { VendState } from "./vending/vend-order.ts";
import { vendOrderModel } from "./vending/vend-order-model.ts";
import { verifySales } from "./verify-sales.ts";

let world: KioskWorld;
let basketId: string;
beforeEach(async () => {
  world = await startKiosk();
  basketId = await world.market.basket();
  await world.market.checkOut(basketId, await world.market.code());
});
afterEach(() => world.market.stop());

const connection = () => world.market.store("supermarket").connection;

/** What payments has of a trade, asked as the cashier asks. */
const ask = async (merchantId: string, merchantTradeId: string) => {
  const asking = world.market.payments.queryTrade({ merchantId, merchantTradeId, tradeId: "" });
  const trade = await asking.catch((error: unknown) => {
    if (hasReason(error, "TRADE_NOT_FOUND")) return undefined;
    throw error;
  });
  if (!trade) return undefined;
  const { state, paidAmount, refundedAmount } = trade;
  return {
    paid: state === TradeState.TRADE_STATE_SUCCESS ? (paidAmount?.minorUnits ?? 0n) : 0n,
    refunded: refundedAmount?.minorUnits ?? 0n,
    isReversed: state === TradeState.TRADE_STATE_REVERSED,
  };
};
const check = () => verifySales(world.market.store("supermarket"), ask);
const becomes = (vendOrderId: string, state: VendState) =>
  vendOrderModel(connection()).updateOne({ _id: vendOrderId }, { $set: { state } });

/** One vend of each end. */
const vendAll = async () => {
  const sold = await world.vending();
  await world.kiosk.confirmVended(sold);
  const refunded = await world.kiosk.reportVendFailure({ ...(await world.vending()), ...JAMMED });
  const closed = await world.choose();
  await world.kiosk.cancelVendOrder(closed);
  return { sold: sold.vendOrderId, refunded: refunded.vendOrderId, closed: closed.vendOrderId };
};

test("a sound store has no mismatch: a sale, a refused one, and vends of each end", async () => {
  const refused = await world.market.basket();
  expect(await reasonOf(world.market.checkOut(refused, "280000000000000000"))).toBe("PAYMENT_CODE_UNKNOWN");
  await vendAll();
  await world.choose();
  await world.paid();
  expect(await check()).toEqual({ checkouts: 2, vends: 5, mismatches: [] });
});

test("a receipt of another total, and a checkout that its trade does not pay", async () => {
  const { _id } = (await attemptModel(connection()).findOne({ basketId }).lean())!;
  await receiptModel(connection()).updateOne({ _id: basketId }, { $set: { total: 399n } });
  expect((await check()).mismatches).toEqual([`checkout ${_id} of 400, its receipt says 399`]);
  await attemptModel(connection()).updateOne({ _id }, { $set: { merchantTradeId: "never-paid" } });
  expect((await check()).mismatches).toContain(`checkout ${_id} of 400 is PAID, its trade has 0`);
});

test("P29: a checkout that was given up although its trade is paid", async () => {
  const { _id } = (await attemptModel(connection()).findOne({ basketId }).lean())!;
  await attemptModel(connection()).updateOne({ _id }, { $set: { state: "RELEASED" } });
  expect((await check()).mismatches).toEqual([`checkout ${_id} is RELEASED, but its trade is paid`]);
});

test("Y7: a vend that was both given out and refunded, or neither, or is paid and closed", async () => {
  const { sold, refunded, closed } = await vendAll();
  await becomes(refunded, "VENDED");
  expect((await check()).mismatches).toEqual([`vend ${refunded} is VENDED, and all of its money went back`]);
  await becomes(refunded, "REFUNDED");
  await becomes(sold, "REFUNDED");
  expect((await check()).mismatches).toEqual([`vend ${sold} is REFUNDED, but 0 of 200 went back`]);
  await becomes(sold, "CLOSED");
  expect((await check()).mismatches).toEqual([`vend ${sold} is CLOSED, but its trade is paid`]);
  await becomes(sold, "VENDED");
  await becomes(closed, "PAID");
  expect((await check()).mismatches).toEqual([`vend ${closed} of 200 is PAID, its trade has 0`]);
});
