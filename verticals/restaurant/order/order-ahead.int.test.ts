/** OrderAhead: what is ordered while one waits fires when one is seated (V20). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { OrderState } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { queueOf } from "../testing/queue-calls.ts";
import { endHouse, GREENS, type House, reasonOf, STORE, startHouse, TOFU } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const take = (partySize?: number, who?: number | string) => queueOf(house).take(partySize, who);

test("V20: what was ordered ahead fires when the party is seated; what is sold out by then stays in the cart, marked", async () => {
  const { ticketId } = await take();
  const { orderId } = await house.diner().orderAhead({ ticketId });
  expect((await house.diner().orderAhead({ ticketId })).orderId).toBe(orderId);
  const lineIds = [await house.put(orderId, GREENS), await house.put(orderId, TOFU)];
  expect(await reasonOf(house.diner().sendOrder({ orderId, lineIds }))).toBe("ORDER_NOT_SEATED");
  await house.cook.setSoldOut({ dishId: TOFU, soldOut: true });
  const seat = { tableId: "tbl_demoa1", ticketId, partySize: 0 };
  await house.waiter.seatParty(seat);
  await house.waiter.seatParty(seat);
  const { items } = await house.cook.listKitchenItems({ storeId: STORE, stationId: "" });
  expect(items.map(({ dishName, tableNumbers }) => [dishName, tableNumbers])).toEqual([["清炒时蔬", ["A1"]]]);
  const order = await house.diner().getOrder({ orderId });
  expect(order.lines.map(({ sendNumber, unavailable }) => [sendNumber, unavailable])).toEqual([
    [1, false],
    [0, true],
  ]);
  expect(order.state).toBe(OrderState.ORDER_STATE_OPEN);
  expect(await house.verify()).toEqual([]);
});
