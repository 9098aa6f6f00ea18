/** SeatParty: a table for the party's size, taken once (V19). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { TicketState } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { queueOf } from "../testing/queue-calls.ts";
import { endHouse, type House, reasonOf, STORE, startHouse, waiterElsewhere } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const take = (partySize?: number, who?: number | string) => queueOf(house).take(partySize, who);
const stateOf = (ticketId: string) => queueOf(house).stateOf(ticketId);

test("V19: a table for 4 to 10 takes neither 2 nor 20 (TABLE_NOT_FIT), and nobody is seated", async () => {
  const { ticketId } = await take(2);
  expect(await reasonOf(house.waiter.seatParty({ tableId: "tbl_demov1", ticketId, partySize: 0 }))).toBe(
    "TABLE_NOT_FIT",
  );
  expect(await reasonOf(house.waiter.seatParty({ tableId: "tbl_demov1", ticketId: "", partySize: 20 }))).toBe(
    "TABLE_NOT_FIT",
  );
  expect(await reasonOf(house.diner(1).openTable({ qrCode: "jn-v1-1x9f3e", partySize: 3 }))).toBe("TABLE_NOT_FIT");
  expect(await stateOf(ticketId)).toBe(TicketState.TICKET_STATE_WAITING);
  expect((await house.waiter.listTables({ storeId: STORE })).tables.filter(({ orderId }) => orderId)).toEqual([]);
});

test("V19: two parties for one table: one sits there, the other still waits (TABLE_OCCUPIED)", async () => {
  const [one, other] = [await take(2), await take(2, "usr_diner01")];
  const seats = [one, other].map(({ ticketId }) =>
    house.waiter.seatParty({ tableId: "tbl_demoa1", ticketId, partySize: 0 }),
  );
  const results = await Promise.allSettled(seats);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const states = [await stateOf(one.ticketId), await stateOf(other.ticketId)].sort();
  expect(states).toEqual([TicketState.TICKET_STATE_WAITING, TicketState.TICKET_STATE_SEATED]);
});

test("TABLE_NOT_FOUND: the table of another restaurant", async () => {
  const elsewhere = house.as(waiterElsewhere);
  expect(await reasonOf(elsewhere.seatParty({ tableId: "tbl_demoa1", ticketId: "", partySize: 2 }))).toBe(
    "TABLE_NOT_FOUND",
  );
});
