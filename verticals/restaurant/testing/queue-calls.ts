import { ContentServiceDefinition } from "../../../proto/gen/paywindow/content/v1/content.ts";
import { anId, type House, STORE } from "./start-restaurant.ts";

/** For the tests of the queue: its calls as diners and waiters make them, and its clock. */
const DOOR = "WESTLAKE-DOOR-7Q4K";
export const NEAR = { latitudeE6: 30_250_000, longitudeE6: 120_155_000 };
export const SHANGHAI = { latitudeE6: 31_230_000, longitudeE6: 121_470_000 };
export const MINUTE = 60_000;

/** A request of TakeTicket, with the code of the door. */
export const aTake = (partySize = 2, change: object = {}) => ({
  ...{ ticketId: anId("tkt"), storeId: STORE, partySize, location: undefined, doorCode: DOOR },
  ...change,
});

export const queueOf = (house: House) => {
  const get = (ticketId: string) => house.waiter.getTicket({ ticketId, storeId: "" });
  return {
    take: (partySize?: number, who: number | string = 0) => house.diner(who).takeTicket(aTake(partySize)),
    get,
    stateOf: async (ticketId: string) => (await get(ticketId)).state,
    /** Lets time pass, and the job that moves tickets on run. */
    pass: async (spanMs: number): Promise<void> => {
      house.clock.advance(spanMs);
      await house.run("pass-tickets");
    },
    /** The messages that a user has of the restaurant. */
    inbox: async (who: string) => {
      await house.run("send-messages");
      const content = house.node.client(ContentServiceDefinition);
      const caller = { kind: "user", id: who } as const;
      return (await content.listMessages({ windowId: "", pageSize: 50, pageToken: "" }, { caller })).messages;
    },
  };
};
