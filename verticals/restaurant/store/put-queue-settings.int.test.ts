/** PutQueueSettings: how a store runs its queue (V18). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { queueOf } from "../testing/queue-calls.ts";
import { endHouse, type House, reasonOf, STORE, startHouse } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const take = (partySize?: number, who?: number | string) => queueOf(house).take(partySize, who);

test("V18: settings are the store's: another radius, other classes; what contradicts itself is refused by the field", async () => {
  const { queue } = await house.diner().getStore({ storeId: STORE });
  await house.manager.putQueueSettings({ storeId: STORE, queue: { ...queue!, largeMax: 12, remoteRadiusM: 500_00 } });
  expect((await take(12)).ticketNumber).toBe("L001");
  expect(await reasonOf(house.manager.putQueueSettings({ storeId: STORE, queue: { ...queue!, mediumMax: 1 } }))).toBe(
    "REQUEST_INVALID",
  );
});
