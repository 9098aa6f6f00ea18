/** GetBoard: numbers and dishes for the waiting room, and nobody's name (R10, V21). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { queueOf } from "../testing/queue-calls.ts";
import { endHouse, type House, reasonOf, STORE, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const take = (partySize?: number, who?: number | string) => queueOf(house).take(partySize, who);

test("V21: what is called, what is in the pool, how many wait; and whoever is missing is not there", async () => {
  const [one, two] = [await take(2, "usr_diner01"), await take(2, "usr_diner02")];
  await take(4, "usr_diner03");
  await house.waiter.callTicket({ ticketId: one.ticketId, callNumber: 1 });
  await house.waiter.skipTicket({ ticketId: one.ticketId });
  await house.waiter.callTicket({ ticketId: two.ticketId, callNumber: 1 });
  const board = await house.waiter.getBoard({ storeId: STORE });
  expect([board.called, board.pooled].map((row) => row.map(({ ticketNumber }) => ticketNumber))).toEqual([
    ["S002"],
    ["S001"],
  ]);
  expect(board.classes.map(({ waitingParties }) => waitingParties)).toEqual([0, 1, 0]);
  expect(await reasonOf(house.waiter.getBoard({ storeId: "str_nobody01" }))).toBe("STORE_NOT_FOUND");
});
