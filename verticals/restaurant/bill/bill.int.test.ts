/** The bill: how it is split, paid, given up and given back (R3, V22). Method: the real restaurant, payments and content on one node; money is counted in wallets. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type Bill, ShareState, SplitMode } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { OrderState } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import {
  aLine,
  anId,
  aSplit,
  GREENS,
  type House,
  PASSWORD,
  reasonOf,
  startHouse,
  TOFU,
} from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(async () => {
  expect(await house.verify()).toEqual([]);
  await house.stop();
});

const { SPLIT_MODE_BY_ITEM, SPLIT_MODE_BY_PERSON, SPLIT_MODE_EVENLY, SPLIT_MODE_PARTIAL, SPLIT_MODE_WHOLE } = SplitMode;
const fen = (minorUnits: bigint) => ({ minorUnits, currencyCode: "CNY" });
const amountsOf = ({ shares }: Bill) => shares.map(({ amount }) => amount?.minorUnits);
const stateOf = async (orderId: string) => (await house.waiter.getOrder({ orderId })).state;

test("R3: the bill whole: shared, confirmed in the wallet, PAID by payments' word, the table freed", async () => {
  const funds = await house.balance(0);
  const { orderId } = await house.ordered([
    [GREENS, 2],
    [TOFU, 1],
  ]);
  expect(await reasonOf(house.waiter.clearTable({ tableId: "tbl_demob1", orderId }))).toBe("BILL_NOT_PAID");
  const share = await house.pay(await house.share(orderId));
  expect([share.state, share.amount?.minorUnits]).toEqual([ShareState.SHARE_STATE_PAID, 7_400n]);
  expect([await house.balance(0), await stateOf(orderId)]).toEqual([funds - 7_400n, OrderState.ORDER_STATE_PAID]);
  expect(await reasonOf(house.put(orderId))).toBe("ORDER_CLOSED");
  expect((await house.waiter.clearTable({ tableId: "tbl_demob1", orderId })).orderId).toBe("");
  expect((await house.open()).orderId).not.toBe(orderId);
});

test("V22: by person: everybody pays what they put into the cart, the staff's lines are a share of nobody's", async () => {
  const { orderId } = await house.open();
  await house.open("jn-b1-5t1w9d", 0, 1);
  const lineIds = [await house.put(orderId, GREENS), await house.put(orderId, TOFU, { quantity: 2 }, 1)];
  const ofWaiter = aLine(orderId, TOFU);
  await house.waiter.putLine(ofWaiter);
  await house.diner().sendOrder({ orderId, lineIds: [...lineIds, ofWaiter.lineId] });
  const bill = await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_BY_PERSON));
  expect(bill.shares.map(({ personId, amount }) => [personId, amount?.minorUnits])).toEqual([
    ["usr_demoshopper1", 2_600n],
    ["usr_demoshopper2", 4_400n],
    ["", 2_200n],
  ]);
  for (const [index, { shareId }] of bill.shares.entries()) await house.pay(shareId, index % 2);
  expect(await stateOf(orderId)).toBe(OrderState.ORDER_STATE_PAID);
});

test("V22: evenly, exact to the fen: what does not divide is carried by the first shares, which say so", async () => {
  const { orderId } = await house.ordered([[GREENS, 1]]);
  await house.manager.giveDiscount({ orderId, discount: fen(1_600n) });
  const bill = await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_EVENLY, { count: 3 }));
  expect(bill.shares.map(({ amount, carriesRemainder }) => [amount?.minorUnits, carriesRemainder])).toEqual([
    [334n, true],
    [333n, false],
    [333n, false],
  ]);
});

test("V22: by item, then an amount, then the rest; a line is in one share (LINE_IN_SHARE), and no more than the bill is shared", async () => {
  const { orderId, lineIds } = await house.ordered([
    [GREENS, 1],
    [TOFU, 1],
  ]);
  const byItem = { lineIds: [lineIds[0]!] };
  await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_BY_ITEM, byItem));
  expect(await reasonOf(house.diner(0).splitBill(aSplit(orderId, SPLIT_MODE_BY_ITEM, byItem)))).toBe("LINE_IN_SHARE");
  expect(await reasonOf(house.diner().splitBill(aSplit(orderId, SPLIT_MODE_BY_ITEM, { lineIds: [anId("lin")] })))).toBe(
    "LINE_NOT_FOUND",
  );
  const partial = (amount: bigint) =>
    house.diner().splitBill(aSplit(orderId, SPLIT_MODE_PARTIAL, { amount: fen(amount) }));
  expect(await reasonOf(partial(2_201n))).toBe("SHARE_TOO_LARGE");
  await partial(2_000n);
  expect(amountsOf(await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_WHOLE)))).toEqual([2_600n, 2_000n, 200n]);
  expect(await reasonOf(partial(1n))).toBe("BILL_FULLY_SHARED");
});

test("SHARE_TOO_SMALL, ID_REUSED, and the same split again is the same shares", async () => {
  const { orderId } = await house.ordered();
  await house.manager.giveDiscount({ orderId, discount: fen(2_590n) });
  expect(await reasonOf(house.diner().splitBill(aSplit(orderId, SPLIT_MODE_EVENLY, { count: 11 })))).toBe(
    "SHARE_TOO_SMALL",
  );
  const split = aSplit(orderId, SPLIT_MODE_WHOLE);
  expect(await house.diner().splitBill(split)).toEqual(await house.diner().splitBill(split));
  expect(await reasonOf(house.diner().splitBill({ ...split, mode: SPLIT_MODE_PARTIAL, amount: fen(1n) }))).toBe(
    "ID_REUSED",
  );
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
  expect(await stateOf(orderId)).toBe(OrderState.ORDER_STATE_PAID);
});

test("BILL_BEING_SHARED: while amounts of the whole are being paid, nothing is cancelled and no discount eats them", async () => {
  const { orderId, lineIds } = await house.ordered([
    [GREENS, 1],
    [TOFU, 1],
  ]);
  await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_EVENLY, { count: 2 }));
  const cancel = aLine(orderId, GREENS, { lineId: lineIds[0]!, baseVersion: 2, quantity: 0 });
  expect(await reasonOf(house.waiter.putLine(cancel))).toBe("BILL_BEING_SHARED");
  expect(await reasonOf(house.manager.giveDiscount({ orderId, discount: fen(1n) }))).toBe("SHARE_TOO_LARGE");
});

test("V22: a share that somebody pays is nobody else's (SHARE_TAKEN); given up by its payer it is free to be cut anew", async () => {
  const { orderId } = await house.ordered();
  await house.open("jn-b1-5t1w9d", 0, 1);
  const shareId = await house.share(orderId);
  const { tradeId } = await house.diner().payShare({ shareId });
  expect(await reasonOf(house.diner(1).payShare({ shareId }))).toBe("SHARE_TAKEN");
  expect(await reasonOf(house.diner(1).releaseShare({ shareId }))).toBe("SHARE_TAKEN");
  expect(await reasonOf(house.waiter.takeCash({ shareId, receivedAmount: undefined }))).toBe("SHARE_TAKEN");
  const bill = await house.diner().releaseShare({ shareId });
  expect([bill.shares, bill.unsharedAmount?.minorUnits]).toEqual([[], 2_600n]);
  const wallet = house.payments();
  await wallet.setPaymentPassword({ paymentPassword: PASSWORD });
  const late = wallet.confirmTrade({ tradeId, paymentPassword: PASSWORD, fundingSourceId: "" });
  expect(await reasonOf(late)).toBe("TRADE_NOT_PAYABLE");
  expect((await house.pay(await house.share(orderId), 1)).payerUserId).toBe("usr_demoshopper2");
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

test("a waiter takes cash (CASH_TOO_LITTLE where it is not enough), once, beside a wallet", async () => {
  const funds = await house.balance(0);
  const { orderId } = await house.ordered();
  const bill = await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_EVENLY, { count: 2 }));
  const [first, second] = bill.shares.map(({ shareId }) => shareId) as [string, string];
  expect(await reasonOf(house.waiter.takeCash({ shareId: first, receivedAmount: fen(1_299n) }))).toBe(
    "CASH_TOO_LITTLE",
  );
  const cash = await house.waiter.takeCash({ shareId: first, receivedAmount: fen(2_000n) });
  await house.waiter.takeCash({ shareId: first, receivedAmount: fen(2_000n) });
  expect([cash.state, cash.cash, cash.amount?.minorUnits]).toEqual([ShareState.SHARE_STATE_PAID, true, 1_300n]);
  await house.pay(second);
  await house.drain();
  expect([await house.balance(0), await stateOf(orderId)]).toEqual([funds - 1_300n, OrderState.ORDER_STATE_PAID]);
});

test("V22: one dish is given back through the share that paid it; not twice, not more than was paid", async () => {
  const { orderId, lineIds } = await house.ordered([
    [GREENS, 2],
    [TOFU, 1],
  ]);
  await house.open("jn-b1-5t1w9d", 0, 1);
  const [greens, tofu] = lineIds as [string, string];
  const items = (lineId: string) => house.diner().splitBill(aSplit(orderId, SPLIT_MODE_BY_ITEM, { lineIds: [lineId] }));
  const [ofGreens, ofTofu] = [(await items(greens)).shares[0]!, (await items(tofu)).shares[1]!];
  const refund = { refundId: anId("rfn"), lineId: greens, quantity: 1 };
  expect(await reasonOf(house.manager.refundDish(refund))).toBe("LINE_NOT_PAID");
  await house.pay(ofGreens.shareId);
  await house.pay(ofTofu.shareId, 1);
  const funds = [await house.balance(0), await house.balance(1)];
  await house.manager.refundDish(refund);
  await house.manager.refundDish(refund);
  await house.run("send-refunds");
  expect([await house.balance(0), await house.balance(1)]).toEqual([funds[0]! + 2_600n, funds[1]]);
  expect(await reasonOf(house.manager.refundDish({ ...refund, quantity: 2 }))).toBe("ID_REUSED");
  expect(await reasonOf(house.manager.refundDish({ ...refund, refundId: anId("rfn"), quantity: 2 }))).toBe(
    "REFUND_EXCEEDS_PAID",
  );
  expect(await reasonOf(house.manager.refundDish({ ...refund, refundId: anId("rfn"), lineId: "lin_nobody0001" }))).toBe(
    "LINE_NOT_FOUND",
  );
});

test("V22: given back dish by dish from even shares of a discounted bill: together exactly what was paid", async () => {
  const funds = (await house.balance(0)) + (await house.balance(1));
  const { orderId, lineIds } = await house.ordered([
    [GREENS, 1],
    [TOFU, 1],
  ]);
  await house.open("jn-b1-5t1w9d", 0, 1);
  await house.manager.giveDiscount({ orderId, discount: fen(799n) });
  const bill = await house.diner().splitBill(aSplit(orderId, SPLIT_MODE_EVENLY, { count: 2 }));
  for (const [index, { shareId }] of bill.shares.entries()) await house.pay(shareId, index);
  for (const lineId of lineIds) await house.manager.refundDish({ refundId: anId("rfn"), lineId, quantity: 1 });
  expect((await house.balance(0)) + (await house.balance(1))).toBe(funds);
});

test("nobody else's share or bill is there", async () => {
  const { orderId } = await house.ordered();
  const shareId = await house.share(orderId);
  expect(await reasonOf(house.diner(1).payShare({ shareId }))).toBe("SHARE_NOT_FOUND");
  expect(await reasonOf(house.diner(1).getBill({ orderId }))).toBe("ORDER_NOT_FOUND");
});
