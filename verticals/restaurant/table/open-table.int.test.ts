/** OpenTable: who scans the code of a table sits there, but not past those who wait (V19). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { queueOf } from "../testing/queue-calls.ts";
import { endHouse, type House, reasonOf, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const take = (partySize?: number, who?: number | string) => queueOf(house).take(partySize, who);

test("PARTIES_WAITING, PARTY_SIZE_NEEDED: a free table is not opened past those who wait", async () => {
  await take(2, "usr_diner01");
  expect(await reasonOf(house.open("jn-a1-4f8k2m", 2))).toBe("PARTIES_WAITING");
  expect(await reasonOf(house.open("jn-a1-4f8k2m", 0))).toBe("PARTY_SIZE_NEEDED");
  expect(await reasonOf(house.open("no-such-code", 2))).toBe("TABLE_NOT_FOUND");
  expect((await house.open("jn-c1-6r2j4s", 6)).tableNumbers).toEqual(["C1"]);
});
