/** TakeCash: cash beside the wallet, once (V22). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ShareState, SplitMode } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import { OrderState } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { aSplit, endHouse, type House, reasonOf, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const { SPLIT_MODE_EVENLY } = SplitMode;
const fen = (minorUnits: bigint) => ({ minorUnits, currencyCode: "CNY" });
const orderStateOf = async (orderId: string) => (await house.waiter.getOrder({ orderId })).state;

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
  expect([await house.balance(0), await orderStateOf(orderId)]).toEqual([funds - 1_300n, OrderState.ORDER_STATE_PAID]);
});
