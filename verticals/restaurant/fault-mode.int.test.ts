/** Goal: every handler and consumer is safe to run again (P29). Method: the store's fault mode fails transactions before and after the commit, under several seeds. */
import { afterEach, expect, test } from "@jest/globals";
import { anId, GREENS, type House, STORE, startHouse, TOFU } from "./testing/start-restaurant.ts";

let house: House;
afterEach(() => house.stop());

test.each([1, 2, 3])(
  "P29, V22: seed %i: queue, cart, kitchen, bill and refund come out as without faults",
  async (seed) => {
    house = await startHouse();
    const funds = await house.balance(0);
    house.store("restaurant").faults({ seed, transientBefore: 0.4, unknownAfter: 0.2 });
    const ticketId = anId("tkt");
    const take = { ticketId, storeId: STORE, partySize: 2, location: undefined, doorCode: "WESTLAKE-DOOR-7Q4K" };
    expect((await house.diner().takeTicket(take)).ticketNumber).toBe("S001");
    const { orderId } = await house.diner().orderAhead({ ticketId });
    const greens = await house.put(orderId, GREENS, { quantity: 2 });
    await house.waiter.callTicket({ ticketId, callNumber: 1 });
    await house.waiter.seatParty({ tableId: "tbl_demoa1", ticketId, partySize: 0 });
    const tofu = await house.put(orderId, TOFU);
    await house.diner().sendOrder({ orderId, lineIds: [tofu] });
    await house.pay(await house.share(orderId));
    await house.manager.refundDish({ refundId: anId("rfn"), lineId: greens, quantity: 1 });
    await house.run("send-refunds");
    const { items } = await house.cook.listKitchenItems({ storeId: STORE, stationId: "" });
    house.store("restaurant").faults(undefined);
    expect(items.map(({ quantity, sendNumber }) => [quantity, sendNumber])).toEqual([
      [2, 1],
      [1, 2],
    ]);
    expect(await house.balance(0)).toBe(funds - 7_400n + 2_600n);
    expect(await house.verify()).toEqual([]);
  },
);
