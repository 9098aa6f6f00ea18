/** ClearTable: a table is free when its party has paid, or has ordered nothing. Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { OrderState } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { endHouse, type House, reasonOf, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const orderStateOf = async (orderId: string) => (await house.waiter.getOrder({ orderId })).state;

test("BILL_NOT_PAID while something is owed; a party that ordered nothing leaves; cleared twice, the next party stays", async () => {
  const tableId = "tbl_demob1";
  const { orderId: empty } = await house.open();
  await house.waiter.clearTable({ tableId, orderId: empty });
  expect(await orderStateOf(empty)).toBe(OrderState.ORDER_STATE_CANCELLED);
  const { orderId } = await house.ordered();
  expect(await reasonOf(house.waiter.clearTable({ tableId, orderId }))).toBe("BILL_NOT_PAID");
  expect((await house.waiter.clearTable({ tableId, orderId: empty })).orderId).toBe(orderId);
  await house.pay(await house.share(orderId));
  expect((await house.waiter.clearTable({ tableId, orderId })).orderId).toBe("");
});
