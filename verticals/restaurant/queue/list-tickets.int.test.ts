/** ListTickets: the queue as the waiter sees it, in the order in which it came (V18). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { TicketState } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { queueOf } from "../testing/queue-calls.ts";
import { endHouse, type House, STORE, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const take = (partySize?: number, who?: number | string) => queueOf(house).take(partySize, who);

test("V18: each class counts its own parties ahead; what is seated or given up is not there", async () => {
  await take(2, "usr_diner01");
  await take(4, "usr_diner02");
  const last = await take(2, "usr_diner03");
  const gone = await take(2, "usr_diner04");
  await house.waiter.cancelTicket({ ticketId: gone.ticketId });
  await house.waiter.callTicket({ ticketId: last.ticketId, callNumber: 1 });
  const { tickets } = await house.waiter.listTickets({ storeId: STORE });
  expect(tickets.map(({ ticketNumber, partiesAhead, state }) => [ticketNumber, partiesAhead, state])).toEqual([
    ["S001", 0, TicketState.TICKET_STATE_WAITING],
    ["M001", 0, TicketState.TICKET_STATE_WAITING],
    ["S002", 0, TicketState.TICKET_STATE_CALLED],
  ]);
});
