/** SkipTicket: who does not come goes to the pool (V18). Method: the real restaurant, payments and content on one node. */
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

test("TICKET_NOT_CALLED: who was not called is not skipped; skipped twice is skipped once", async () => {
  const { ticketId } = await take();
  expect(await reasonOf(house.waiter.skipTicket({ ticketId }))).toBe("TICKET_NOT_CALLED");
  await house.waiter.callTicket({ ticketId, callNumber: 1 });
  expect((await house.waiter.skipTicket({ ticketId })).state).toBe(TicketState.TICKET_STATE_POOLED);
  expect((await house.waiter.skipTicket({ ticketId })).state).toBe(TicketState.TICKET_STATE_POOLED);
});
