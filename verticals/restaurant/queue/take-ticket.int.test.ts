/** TakeTicket: the class by the size, one per phone, within the radius (V18). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { QueueClass, TicketState } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { aTake, NEAR, queueOf, SHANGHAI } from "../testing/queue-calls.ts";
import { endHouse, type House, reasonOf, STORE, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const take = (partySize?: number, who?: number | string) => queueOf(house).take(partySize, who);

test.each([
  [1, QueueClass.QUEUE_CLASS_S, "S001"],
  [2, QueueClass.QUEUE_CLASS_S, "S001"],
  [3, QueueClass.QUEUE_CLASS_M, "M001"],
  [4, QueueClass.QUEUE_CLASS_M, "M001"],
  [5, QueueClass.QUEUE_CLASS_L, "L001"],
  [8, QueueClass.QUEUE_CLASS_L, "L001"],
])("V18: a party of %i is of class %i", async (partySize, queueClass, ticketNumber) => {
  expect(await take(partySize)).toMatchObject({ queueClass, ticketNumber, state: TicketState.TICKET_STATE_WAITING });
});

test("V18: nine come by booking (PARTY_BY_BOOKING), and nothing is written", async () => {
  expect(await reasonOf(take(9))).toBe("PARTY_BY_BOOKING");
  expect((await house.waiter.listTickets({ storeId: STORE })).tickets).toEqual([]);
});

test("V18: one ticket per phone (TICKET_ALREADY_HELD); the same call again is the same ticket; given up, there is room", async () => {
  const first = aTake();
  const ticket = await house.diner().takeTicket(first);
  expect(await house.diner().takeTicket(first)).toEqual(ticket);
  expect(await reasonOf(house.diner().takeTicket({ ...first, partySize: 3 }))).toBe("ID_REUSED");
  expect(await reasonOf(take(4))).toBe("TICKET_ALREADY_HELD");
  await house.diner().cancelTicket({ ticketId: first.ticketId });
  await house.diner().cancelTicket({ ticketId: first.ticketId });
  expect((await take(4)).ticketNumber).toBe("M001");
});

test("V18: eight calls of one phone at once: one ticket", async () => {
  const calls = await Promise.allSettled(Array.from({ length: 8 }, () => take(2)));
  expect(calls.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await house.waiter.listTickets({ storeId: STORE })).tickets).toHaveLength(1);
});

test("V18: a remote ticket is taken within the radius: near, not too far, not without a place, and at the door always", async () => {
  const remote = (location: object | undefined) => house.diner().takeTicket(aTake(2, { location, doorCode: "" }));
  expect(await reasonOf(remote(undefined))).toBe("LOCATION_NEEDED");
  expect(await reasonOf(remote(SHANGHAI))).toBe("TOO_FAR");
  expect(await reasonOf(remote({ latitudeE6: 99_000_000, longitudeE6: 0 }))).toBe("REQUEST_INVALID");
  expect((await remote(NEAR)).ticketNumber).toBe("S001");
});
