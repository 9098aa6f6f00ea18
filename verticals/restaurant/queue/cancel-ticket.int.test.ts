/** CancelTicket: a place that is given up. Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { TicketState } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { queueOf } from "../testing/queue-calls.ts";
import { endHouse, type House, reasonOf, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const take = (partySize?: number, who?: number | string) => queueOf(house).take(partySize, who);
const stateOf = (ticketId: string) => queueOf(house).stateOf(ticketId);

test("a ticket that is given up takes what was ordered ahead with it (ORDER_CLOSED, TICKET_NOT_LIVE)", async () => {
  const { ticketId } = await take();
  const { orderId } = await house.diner().orderAhead({ ticketId });
  await house.diner().cancelTicket({ ticketId });
  expect(await reasonOf(house.put(orderId))).toBe("ORDER_CLOSED");
  expect(await reasonOf(house.waiter.seatParty({ tableId: "tbl_demoa1", ticketId, partySize: 0 }))).toBe(
    "TICKET_NOT_LIVE",
  );
});

test("nobody gives up another's ticket", async () => {
  const { ticketId } = await take();
  expect(await reasonOf(house.diner(1).cancelTicket({ ticketId }))).toBe("TICKET_NOT_FOUND");
  expect(await stateOf(ticketId)).toBe(TicketState.TICKET_STATE_WAITING);
});
