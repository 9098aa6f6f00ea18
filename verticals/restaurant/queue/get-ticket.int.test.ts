/** GetTicket: the place in the queue, and the estimate (R4, V18). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { queueOf } from "../testing/queue-calls.ts";
import { endHouse, type House, reasonOf, STORE, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const inbox = (who: string) => queueOf(house).inbox(who);

const take = (partySize?: number, who?: number | string) => queueOf(house).take(partySize, who);
const get = (ticketId: string) => queueOf(house).get(ticketId);

test("R4: parties ahead of the same class and an estimate as a range, by recent seatings", async () => {
  for (const who of ["usr_diner01", "usr_diner02", "usr_diner03"]) await take(2, who);
  await take(4, "usr_diner04");
  const ticket = await take(2);
  expect([ticket.partiesAhead, ticket.waitMinMinutes, ticket.waitMaxMinutes]).toEqual([3, 18, 72]);
});

test("V18: three tables before you: told once, when the queue has moved so far", async () => {
  const before = [];
  for (let i = 1; i <= 5; i++) before.push(await take(2, `usr_diner0${i}`));
  const mine = await take(2);
  expect(mine.partiesAhead).toBe(5);
  await house.waiter.callTicket({ ticketId: before[0]!.ticketId, callNumber: 1 });
  expect(await inbox("usr_demoshopper1")).toEqual([]);
  await house.waiter.callTicket({ ticketId: before[1]!.ticketId, callNumber: 1 });
  await house.waiter.callTicket({ ticketId: before[2]!.ticketId, callNumber: 1 });
  const messages = await inbox("usr_demoshopper1");
  expect(messages.map(({ body }) => body?.zh)).toEqual(["S006 号前面还有 3 桌，请回到店门口等候。"]);
});

test("a phone finds its own ticket by the store, the staff each by its id, and nobody another's", async () => {
  const { ticketId } = await take();
  expect((await house.diner().getTicket({ ticketId: "", storeId: STORE })).ticketId).toBe(ticketId);
  expect((await get(ticketId)).ticketNumber).toBe("S001");
  expect(await reasonOf(house.diner(1).getTicket({ ticketId, storeId: "" }))).toBe("TICKET_NOT_FOUND");
  expect(await reasonOf(house.diner(1).getTicket({ ticketId: "", storeId: STORE }))).toBe("TICKET_NOT_FOUND");
});
