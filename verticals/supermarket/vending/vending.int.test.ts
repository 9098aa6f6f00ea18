/**
 * A kiosk that nobody attends, against the real payments service: whatever is pressed twice, comes at once or dies half-way, a paid vend ends in VENDED or in
 * REFUNDED, never in both and never in neither, and the shelf agrees.
 */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { PaymentsServiceDefinition, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { VendFailure, type VendOrder, VendState } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { itemModel } from "../item/item-model.ts";
import { createSaboteur, type Saboteur } from "../testing/saboteur.ts";
import { type Market, MERCHANT, reasonOf, SOLD_OUT, STORE, startMarket, WATER } from "../testing/start-market.ts";
import { verifyStock } from "../verify-stock.ts";

const { VEND_STATE_CHOSEN, VEND_STATE_PAID, VEND_STATE_VENDING, VEND_STATE_VENDED } = VendState;
const { VEND_STATE_FAILED, VEND_STATE_REFUNDED, VEND_STATE_CLOSED } = VendState;
const JAMMED = { failure: VendFailure.VEND_FAILURE_JAMMED };
const FUNDS = 100_000n;
const PRICE = WATER.price;
const PASSWORD = "280517";

const kioskCaller = (id: string): Caller => ({
  ...{ kind: "staff", id, tenantId: MERCHANT, siteIds: [STORE], roles: ["kiosk"] },
});
const shopper: Caller = { kind: "user", id: "usr_demoshopper1" };

let saboteur: Saboteur;
let market: Market;
let made = 0;

beforeEach(async () => {
  saboteur = createSaboteur();
  market = await startMarket({ interfere: saboteur.interfere });
});
afterEach(async () => {
  expect((await verifyStock(market.store("supermarket"))).mismatches).toEqual([]);
  await market.stop();
});

const kiosk = (id = "stf_demokiosk1") => market.as(kioskCaller(id));
const anId = (): string => `vnd_${String(++made).padStart(10, "0")}`;
const choose = async (): Promise<VendOrder> => kiosk().chooseVendItem({ vendOrderId: anId(), barcode: WATER.barcode });
const paid = async (): Promise<VendOrder> => {
  const { vendOrderId } = await choose();
  return kiosk().payVendOrder({ vendOrderId, paymentCode: await market.code() });
};
const vending = async (): Promise<VendOrder> => kiosk().startVend(await paid());
const stateOf = async ({ vendOrderId }: VendOrder) => (await kiosk().getVendOrder({ vendOrderId })).state;
const tradeOf = ({ vendOrderId }: VendOrder) =>
  market.payments.queryTrade({ merchantId: MERCHANT, merchantTradeId: vendOrderId, tradeId: "" });
const onShelf = async () => (await itemModel(market.store("supermarket").connection).findById(WATER.itemId).lean())!;
const recoverAfter = async (spanMs: number) => {
  market.clock.advance(spanMs);
  await market.node.runJob("supermarket", "recover-vends");
};
const unavailable = () => {
  throw commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service: "payments" } });
};

const expectRefundedOnce = async (order: VendOrder) => {
  expect(await stateOf(order)).toBe(VEND_STATE_REFUNDED);
  expect(await market.balance(0)).toBe(FUNDS);
  expect((await tradeOf(order)).refundedAmount?.minorUnits).toBe(PRICE);
  expect(await onShelf()).toMatchObject({ available: 10_000, reserved: 0 });
};
const expectSold = async (order: VendOrder) => {
  expect(await stateOf(order)).toBe(VEND_STATE_VENDED);
  expect(await market.balance(0)).toBe(FUNDS - PRICE);
  expect((await tradeOf(order)).refundedAmount).toBeUndefined();
  expect(await onShelf()).toMatchObject({ available: 9_999, reserved: 0 });
};

describe("Y7: a vend", () => {
  test("Y7: chosen with a QR code, paid by the payer's code, started, given out", async () => {
    const order = await choose();
    expect(order).toMatchObject({ state: VEND_STATE_CHOSEN, amount: { minorUnits: PRICE, currencyCode: "CNY" } });
    expect(order.qrCode).not.toBe("");
    expect(await onShelf()).toMatchObject({ available: 9_999, reserved: 1 });
    const { vendOrderId } = order;
    const after = await kiosk().payVendOrder({ vendOrderId, paymentCode: await market.code() });
    expect(after).toMatchObject({ state: VEND_STATE_PAID, qrCode: "" });
    const started = await kiosk().startVend({ vendOrderId });
    expect(started.state).toBe(VEND_STATE_VENDING);
    expect(started.startByTime).toEqual(new Date("2030-01-01T04:00:20.000Z"));
    await kiosk().confirmVended({ vendOrderId });
    await expectSold(order);
  });

  test("Y7: its QR code is paid in the payer's wallet; the event says so", async () => {
    const order = await choose();
    const wallet = saboteur.host().client(PaymentsServiceDefinition);
    await wallet.setPaymentPassword({ paymentPassword: PASSWORD }, { caller: shopper });
    const { tradeId } = await wallet.openQrCode({ qrCode: order.qrCode }, { caller: shopper });
    await wallet.confirmTrade({ tradeId, paymentPassword: PASSWORD, fundingSourceId: "" }, { caller: shopper });
    await market.drain();
    expect(await stateOf(order)).toBe(VEND_STATE_PAID);
  });

  test("every call again changes nothing", async () => {
    const { vendOrderId } = await choose();
    const again = await kiosk().chooseVendItem({ vendOrderId, barcode: WATER.barcode });
    expect(again).toEqual(await kiosk().getVendOrder({ vendOrderId }));
    await kiosk().payVendOrder({ vendOrderId, paymentCode: await market.code() });
    const started = await kiosk().startVend({ vendOrderId });
    market.clock.advance(5_000);
    expect(await kiosk().startVend({ vendOrderId })).toEqual(started);
    const done = await kiosk().confirmVended({ vendOrderId });
    expect(await kiosk().confirmVended({ vendOrderId })).toEqual(done);
    await expectSold(done);
  });
});

describe("refusals", () => {
  test("another kiosk's vend is not there; nobody but the kiosk answers for it", async () => {
    const { vendOrderId } = await paid();
    const other = kiosk("stf_otherkiosk1");
    for (const call of [other.startVend({ vendOrderId }), other.reportVendFailure({ vendOrderId, ...JAMMED })])
      expect(await reasonOf(call)).toBe("VEND_ORDER_NOT_FOUND");
    expect(await reasonOf(other.getKiosk({}))).toBe("KIOSK_NOT_SET_UP");
  });

  test("what it does not hold, what is sold out, and an id of another item", async () => {
    const call = (barcode: string, vendOrderId = anId()) => kiosk().chooseVendItem({ vendOrderId, barcode });
    expect(await reasonOf(call("6922005012120"))).toBe("ITEM_NOT_FOUND");
    expect(await reasonOf(call(SOLD_OUT.barcode))).toBe("STOCK_INSUFFICIENT");
    const { vendOrderId } = await choose();
    expect(await reasonOf(call("6901285002038", vendOrderId))).toBe("VEND_ORDER_ID_REUSED");
  });

  test("nothing is given out or refunded before it is paid, and nothing refunded that was given out", async () => {
    const order = await choose();
    expect(await reasonOf(kiosk().startVend(order))).toBe("VEND_ORDER_NOT_PAID");
    expect(await reasonOf(kiosk().reportVendFailure({ ...order, ...JAMMED }))).toBe("VEND_ORDER_NOT_PAID");
    expect(await reasonOf(kiosk().confirmVended(order))).toBe("VEND_ORDER_NOT_STARTED");
    const sold = await vending();
    await kiosk().confirmVended(sold);
    expect(await reasonOf(kiosk().reportVendFailure({ ...sold, ...JAMMED }))).toBe("VEND_ORDER_VENDED");
    expect(await reasonOf(kiosk().payVendOrder({ ...sold, paymentCode: await market.code() }))).toBe(
      "VEND_ORDER_NOT_PAYABLE",
    );
    expect(await stateOf(sold)).toBe(VEND_STATE_VENDED);
  });

  test("a manager sets up what a kiosk sells", async () => {
    const manager = market.as({ ...kioskCaller("stf_demomanager1"), roles: ["manager"] });
    const settings = { storeId: STORE, kioskId: "stf_otherkiosk1", barcodes: [WATER.barcode, WATER.barcode] };
    await manager.setUpKiosk(settings);
    const { items } = await kiosk("stf_otherkiosk1").getKiosk({});
    expect(items.map(({ barcode, isAvailable }) => [barcode, isAvailable])).toEqual([[WATER.barcode, true]]);
    const elsewhere = { ...settings, storeId: "str_elsewhere1" };
    expect(await reasonOf(manager.setUpKiosk(elsewhere))).toBe("CALLER_NOT_ALLOWED");
  });
});

describe("Y7: the machine fails", () => {
  test("Y7: a jam is reported twice at once: one refund in full", async () => {
    const order = await vending();
    const report = () => kiosk().reportVendFailure({ vendOrderId: order.vendOrderId, ...JAMMED });
    const answers = await Promise.all([report(), report(), report()]);
    expect(answers.map(({ state, failure }) => [state, failure])).toContainEqual([
      VEND_STATE_REFUNDED,
      VendFailure.VEND_FAILURE_JAMMED,
    ]);
    await expectRefundedOnce(order);
  });

  test("Y7: given out and jammed are said at once: one of them counts", async () => {
    const order = await vending();
    const { vendOrderId } = order;
    await Promise.allSettled([
      kiosk().reportVendFailure({ vendOrderId, ...JAMMED }),
      kiosk().confirmVended({ vendOrderId }),
    ]);
    const { state, vendedAfterRefund } = await kiosk().getVendOrder({ vendOrderId });
    if (state === VEND_STATE_VENDED) await expectSold(order);
    else expect([state, vendedAfterRefund]).toEqual([VEND_STATE_REFUNDED, true]);
  });

  test("P13: payments is away when it is to refund: the recovery asks until it is answered, and the money goes back once", async () => {
    const order = await vending();
    saboteur.payments.refundTrade = async () => unavailable();
    expect((await kiosk().reportVendFailure({ ...order, ...JAMMED })).state).toBe(VEND_STATE_FAILED);
    await recoverAfter(1_000);
    expect(await stateOf(order)).toBe(VEND_STATE_FAILED);
    saboteur.payments.refundTrade = async (request, options) => {
      await saboteur.realPayments().refundTrade(request, options);
      return unavailable();
    };
    await recoverAfter(60_000);
    saboteur.payments = {};
    await recoverAfter(60_000);
    await expectRefundedOnce(order);
  });

  test("a shop that gave the money back by hand was first: the vend ends, and no second refund is made", async () => {
    const order = await vending();
    const amount = { minorUnits: PRICE, currencyCode: "CNY" };
    const ids = { merchantId: MERCHANT, tradeId: "", merchantTradeId: order.vendOrderId };
    await saboteur.realPayments().refundTrade({ ...ids, merchantRefundId: "by-hand", amount, refundReason: "" });
    await kiosk().reportVendFailure({ ...order, ...JAMMED });
    await expectRefundedOnce(order);
  });
});

describe("Y7: a kiosk that is gone", () => {
  test("Y7: paid, and never started: refunded", async () => {
    const order = await paid();
    await recoverAfter(30_000);
    expect(await stateOf(order)).toBe(VEND_STATE_PAID);
    await recoverAfter(31_000);
    await expectRefundedOnce(order);
    expect(await reasonOf(kiosk().startVend(order))).toBe("VEND_ORDER_NOT_PAID");
  });

  test("Y7: started, and nothing said: refunded; what is said afterwards is flagged, once, and moves no money", async () => {
    const order = await vending();
    await recoverAfter(91_000);
    await expectRefundedOnce(order);
    const { vendOrderId } = order;
    await Promise.all([kiosk().confirmVended({ vendOrderId }), kiosk().confirmVended({ vendOrderId })]);
    expect(await kiosk().getVendOrder({ vendOrderId })).toMatchObject({
      ...{ state: VEND_STATE_REFUNDED, vendedAfterRefund: true, failure: VendFailure.VEND_FAILURE_NO_REPORT },
    });
    expect(await market.balance(0)).toBe(FUNDS);
    expect(await onShelf()).toMatchObject({ available: 9_999, reserved: 0 });
  });

  test("Y7: the report and the end of patience come at once: one of them counts", async () => {
    const order = await vending();
    market.clock.advance(91_000);
    await Promise.allSettled([
      market.node.runJob("supermarket", "recover-vends"),
      kiosk().confirmVended({ vendOrderId: order.vendOrderId }),
    ]);
    const { state, vendedAfterRefund } = await kiosk().getVendOrder(order);
    if (state === VEND_STATE_VENDED) await expectSold(order);
    else expect([state, vendedAfterRefund]).toEqual([VEND_STATE_REFUNDED, true]);
  });

  test("Y7: died after the payment, before it was written: the recovery finds it paid, and the next look refunds it", async () => {
    const { vendOrderId } = await choose();
    saboteur.payments.payTrade = async (request, options) => {
      await saboteur.realPayments().payTrade(request, options);
      return unavailable();
    };
    const call = kiosk().payVendOrder({ vendOrderId, paymentCode: await market.code() });
    expect(await reasonOf(call)).toBe("SERVICE_UNAVAILABLE");
    saboteur.payments = {};
    await recoverAfter(181_000);
    await recoverAfter(61_000);
    await expectRefundedOnce(await kiosk().getVendOrder({ vendOrderId }));
  });
});

describe("Y7: nobody pays", () => {
  test("Y7: a time-out closes the trade at the platform, and puts the item back", async () => {
    const order = await choose();
    expect((await kiosk().cancelVendOrder(order)).state).toBe(VEND_STATE_CLOSED);
    expect((await tradeOf(order)).state).toBe(TradeState.TRADE_STATE_CLOSED);
    expect(await onShelf()).toMatchObject({ available: 10_000, reserved: 0 });
    const late = kiosk().payVendOrder({ ...order, paymentCode: await market.code() });
    expect(await reasonOf(late)).toBe("VEND_ORDER_NOT_PAYABLE");
    expect(await market.balance(0)).toBe(FUNDS);
  });

  test("Y7: time-out and payment at once: either closed and unpaid, or paid and to be given out", async () => {
    for (let run = 0; run < 5; run++) {
      const before = await market.balance(0);
      const order = await choose();
      const paymentCode = await market.code();
      await Promise.allSettled([
        kiosk().cancelVendOrder(order),
        kiosk().payVendOrder({ vendOrderId: order.vendOrderId, paymentCode }),
      ]);
      const state = await stateOf(order);
      const charged = before - (await market.balance(0));
      expect([
        [VEND_STATE_CLOSED, 0n],
        [VEND_STATE_PAID, PRICE],
      ]).toContainEqual([state, charged]);
      if (state === VEND_STATE_PAID) await kiosk().reportVendFailure({ ...order, ...JAMMED });
      market.clock.advance(1_000);
    }
  });

  test("P6: the trade's creation was never answered: the recovery closes it, and one that arrives later meets it closed", async () => {
    const vendOrderId = anId();
    let arriveLate = async (): Promise<unknown> => undefined;
    saboteur.payments.createTrade = async (request, options) => {
      arriveLate = () => saboteur.realPayments().createTrade(request, { caller: options?.caller });
      return unavailable();
    };
    const call = kiosk().chooseVendItem({ vendOrderId, barcode: WATER.barcode });
    expect(await reasonOf(call)).toBe("SERVICE_UNAVAILABLE");
    saboteur.payments = {};
    await recoverAfter(181_000);
    expect((await kiosk().getVendOrder({ vendOrderId })).state).toBe(VEND_STATE_CLOSED);
    await expect(arriveLate()).rejects.toBeInstanceOf(ReasonError);
  });

  test("P1: payments is away: nothing is closed by the clock alone", async () => {
    const order = await choose();
    saboteur.payments.reverseTrade = async () => unavailable();
    expect(await reasonOf(kiosk().cancelVendOrder(order))).toBe("SERVICE_UNAVAILABLE");
    await recoverAfter(181_000);
    expect(await stateOf(order)).toBe(VEND_STATE_CHOSEN);
    saboteur.payments = {};
    await recoverAfter(60_000);
    expect(await stateOf(order)).toBe(VEND_STATE_CLOSED);
  });
});
