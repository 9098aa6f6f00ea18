/** CallTicket: called twice, held, in the pool, void (V18). Method: the real restaurant, payments and content on one node. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { MessageKind } from "../../../proto/gen/paywindow/content/v1/message.ts";
import { TicketState } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import { MINUTE, queueOf } from "../testing/queue-calls.ts";
import { endHouse, type House, reasonOf, startHouse, waiterElsewhere } from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => endHouse(house));

const inbox = (who: string) => queueOf(house).inbox(who);

const take = (partySize?: number, who?: number | string) => queueOf(house).take(partySize, who);
const get = (ticketId: string) => queueOf(house).get(ticketId);
const stateOf = (ticketId: string) => queueOf(house).stateOf(ticketId);
const pass = (spanMs: number) => queueOf(house).pass(spanMs);

test("V18: called twice in three minutes, held for ten, then in the pool, then void", async () => {
  const { ticketId } = await take();
  const called = await house.waiter.callTicket({ ticketId, callNumber: 1 });
  await house.waiter.callTicket({ ticketId, callNumber: 1 });
  expect([called.state, called.callCount]).toEqual([TicketState.TICKET_STATE_CALLED, 1]);
  await pass(3 * MINUTE - 1);
  expect((await get(ticketId)).callCount).toBe(1);
  await pass(1);
  expect((await get(ticketId)).callCount).toBe(2);
  await pass(7 * MINUTE - 1);
  expect(await stateOf(ticketId)).toBe(TicketState.TICKET_STATE_CALLED);
  await pass(1);
  expect(await stateOf(ticketId)).toBe(TicketState.TICKET_STATE_POOLED);
  await pass(30 * MINUTE);
  expect(await stateOf(ticketId)).toBe(TicketState.TICKET_STATE_VOIDED);
  const titles = (await inbox("usr_demoshopper1")).map(({ title, kind }) => [title?.zh, kind]);
  expect(titles.toSorted()).toEqual([
    ["再次叫号", MessageKind.MESSAGE_KIND_SERVICE],
    ["到您了", MessageKind.MESSAGE_KIND_SERVICE],
  ]);
  expect(await reasonOf(house.waiter.callTicket({ ticketId, callNumber: 1 }))).toBe("TICKET_NOT_LIVE");
});

test("CALL_OUT_OF_TURN, TICKET_NOT_FOUND: a second call before the first, and the ticket of another restaurant", async () => {
  const { ticketId } = await take();
  expect(await reasonOf(house.waiter.callTicket({ ticketId, callNumber: 2 }))).toBe("CALL_OUT_OF_TURN");
  expect(await reasonOf(house.as(waiterElsewhere).callTicket({ ticketId, callNumber: 1 }))).toBe("TICKET_NOT_FOUND");
  expect(await stateOf(ticketId)).toBe(TicketState.TICKET_STATE_WAITING);
});
