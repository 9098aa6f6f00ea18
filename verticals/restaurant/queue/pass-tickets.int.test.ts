/** The queue's clock (V18): a ticket that cannot be moved on keeps no other waiting. Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { MINUTE, queueOf } from "../testing/queue-calls.ts";
import { endHouse, type House, STORE, startHouse } from "../testing/start-restaurant.ts";
import { ticketModel } from "./ticket-model.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const take = (partySize?: number, who?: number | string) => queueOf(house).take(partySize, who);
const get = (ticketId: string) => queueOf(house).get(ticketId);
const pass = (spanMs: number) => queueOf(house).pass(spanMs);

test("V18: one row that throws: it is logged and put off, and the others move on", async () => {
  const [broken, sound] = [await take(2, "usr_diner01"), await take(2, "usr_diner02")];
  for (const { ticketId } of [broken, sound]) await house.waiter.callTicket({ ticketId, callNumber: 1 });
  const tickets = ticketModel(house.store("restaurant").connection);
  await tickets.updateOne({ _id: broken.ticketId }, { $set: { storeId: "str_nobody01" } });
  await pass(3 * MINUTE);
  expect((await get(sound.ticketId)).callCount).toBe(2);
  await tickets.updateOne({ _id: broken.ticketId }, { $set: { storeId: STORE } });
  expect((await get(broken.ticketId)).callCount).toBe(1);
  await pass(MINUTE);
  expect((await get(broken.ticketId)).callCount).toBe(2);
});
