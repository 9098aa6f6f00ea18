/** RecallTicket: the pool's ticket is called anew (V18). Method: the real restaurant, payments and content on one node. */
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

test("V18: skip and recall: the pool's ticket is called anew", async () => {
  const { ticketId } = await take();
  expect(await reasonOf(house.waiter.skipTicket({ ticketId }))).toBe("TICKET_NOT_CALLED");
  expect(await reasonOf(house.waiter.recallTicket({ ticketId }))).toBe("TICKET_NOT_POOLED");
  expect(await reasonOf(house.waiter.callTicket({ ticketId, callNumber: 2 }))).toBe("CALL_OUT_OF_TURN");
  await house.waiter.callTicket({ ticketId, callNumber: 1 });
  await house.waiter.skipTicket({ ticketId });
  const recalled = await house.waiter.recallTicket({ ticketId });
  expect([recalled.state, recalled.callCount]).toEqual([TicketState.TICKET_STATE_CALLED, 1]);
});
