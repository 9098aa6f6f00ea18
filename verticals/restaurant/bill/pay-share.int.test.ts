/** PayShare: a share is taken upon oneself, confirmed in the wallet, and PAID by payments' word (R3, V22). Method: the real restaurant, payments and content on one node. */

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { PaymentsServiceDefinition, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { ShareState } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { OrderState } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { type BrokenLine, breakLine } from "../testing/break-line.ts";
import {
  aLine,
  endHouse,
  GREENS,
  type House,
  PASSWORD,
  reasonOf,
  startHouse,
  TOFU,
} from "../testing/start-restaurant.ts";

const refusedAs = (reason: string) => () => {
  const row = { code: "FAILED_PRECONDITION", retryable: false, zh: "不可", en: "no" } as const;
  throw new ReasonError("payments", reason, row, { metadata: {}, fields: [] });
};

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const orderStateOf = async (orderId: string) => (await house.waiter.getOrder({ orderId })).state;

test("R3: the bill whole: shared, confirmed in the wallet, PAID by payments' word, the table freed", async () => {
  const funds = await house.balance(0);
  const { orderId } = await house.ordered([
    [GREENS, 2],
    [TOFU, 1],
  ]);
  expect(await reasonOf(house.waiter.clearTable({ tableId: "tbl_demob1", orderId }))).toBe("BILL_NOT_PAID");
  const share = await house.pay(await house.share(orderId));
  expect([share.state, share.amount?.minorUnits]).toEqual([ShareState.SHARE_STATE_PAID, 7_400n]);
  expect([await house.balance(0), await orderStateOf(orderId)]).toEqual([funds - 7_400n, OrderState.ORDER_STATE_PAID]);
  expect(await reasonOf(house.put(orderId))).toBe("ORDER_CLOSED");
  expect((await house.waiter.clearTable({ tableId: "tbl_demob1", orderId })).orderId).toBe("");
  expect((await house.open()).orderId).not.toBe(orderId);
});

test("V22: a share under payment keeps its amount: what is sent meanwhile is to be shared anew; its lines cannot be cancelled", async () => {
  const { orderId, lineIds } = await house.ordered();
  const shareId = await house.share(orderId);
  const { tradeId } = await house.diner().payShare({ shareId });
  const later = await house.put(orderId, TOFU);
  await house.diner().sendOrder({ orderId, lineIds: [later] });
  const cancel = aLine(orderId, GREENS, { lineId: lineIds[0]!, baseVersion: 2, quantity: 0 });
  expect(await reasonOf(house.waiter.putLine(cancel))).toBe("LINE_IN_SHARE");
  const wallet = house.payments();
  await wallet.setPaymentPassword({ paymentPassword: PASSWORD });
  await wallet.confirmTrade({ tradeId, paymentPassword: PASSWORD, fundingSourceId: "" });
  await house.drain();
  const bill = await house.diner().getBill({ orderId });
  expect([bill.paidAmount?.minorUnits, bill.unsharedAmount?.minorUnits, bill.paid]).toEqual([2_600n, 2_200n, false]);
  await house.pay(await house.share(orderId));
  expect(await orderStateOf(orderId)).toBe(OrderState.ORDER_STATE_PAID);
});

test("a payer who forgets: payments closes the trade, and the share is open for the next", async () => {
  const { orderId } = await house.ordered();
  const shareId = await house.share(orderId);
  await house.diner().payShare({ shareId });
  await house.node.runJob("restaurant", "recover-shares");
  house.clock.advance(601_000);
  await house.node.runJob("payments", "expire-trades");
  await house.drain();
  const [share] = (await house.waiter.getBill({ orderId })).shares;
  expect(share).toMatchObject({ shareId, state: ShareState.SHARE_STATE_OPEN, payerUserId: "" });
  expect((await house.pay(shareId)).state).toBe(ShareState.SHARE_STATE_PAID);
});

test("nobody else's share is there", async () => {
  const { orderId } = await house.ordered();
  const shareId = await house.share(orderId);
  expect(await reasonOf(house.diner(1).payShare({ shareId }))).toBe("SHARE_NOT_FOUND");
});

test("P6: a share whose trade payments refuses is free at once, its payer is told why, and no late call makes the trade after all", async () => {
  const broken: BrokenLine = { call: undefined, reached: false };
  await house.stop();
  house = await startHouse({ interfere: breakLine(broken) });
  const { orderId } = await house.ordered();
  const shareId = await house.share(orderId);
  broken.call = "createTrade";
  broken.instead = refusedAs("PAYER_RESTRICTED");
  expect(await reasonOf(house.diner().payShare({ shareId }))).toBe("PAYER_RESTRICTED");
  broken.call = undefined;
  const [share] = (await house.waiter.getBill({ orderId })).shares;
  expect(share).toMatchObject({ state: ShareState.SHARE_STATE_OPEN, payerUserId: "" });
  const trade = { merchantId: "mer_demorestaurant", merchantTradeId: `${shareId}-1`, tradeId: "" };
  const service = { kind: "service", id: "test" } as const;
  const buried = await house.node.client(PaymentsServiceDefinition).queryTrade(trade, { caller: service });
  expect(buried.state).toBe(TradeState.TRADE_STATE_REVERSED);
  expect((await house.pay(shareId)).state).toBe(ShareState.SHARE_STATE_PAID);
});

test("P6: refused when the recovery asks, too: the share is free, not held for ever", async () => {
  const broken: BrokenLine = { call: undefined, reached: false };
  await house.stop();
  house = await startHouse({ interfere: breakLine(broken) });
  const { orderId } = await house.ordered();
  const shareId = await house.share(orderId);
  broken.call = "createTrade";
  await expect(house.diner().payShare({ shareId })).rejects.toThrow();
  broken.instead = refusedAs("MERCHANT_SUSPENDED");
  house.clock.advance(20_000);
  await house.run("recover-shares");
  const [share] = (await house.waiter.getBill({ orderId })).shares;
  expect(share).toMatchObject({ state: ShareState.SHARE_STATE_OPEN, payerUserId: "" });
});
