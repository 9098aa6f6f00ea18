/** The queue from the ticket to the table (V18, V19), and what was ordered ahead (V20). Method: the real services on one node with a clock that is moved. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ContentServiceDefinition } from "../../../proto/gen/paywindow/content/v1/content.ts";
import { MessageKind } from "../../../proto/gen/paywindow/content/v1/message.ts";
import { OrderState } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import { QueueClass, TicketState } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import {
  anId,
  GREENS,
  type House,
  reasonOf,
  STORE,
  startHouse,
  TOFU,
  waiterElsewhere,
} from "../testing/start-restaurant.ts";

let house: House;
beforeEach(async () => {
  house = await startHouse();
});
afterEach(() => house.stop());

const DOOR = "WESTLAKE-DOOR-7Q4K";
const NEAR = { latitudeE6: 30_250_000, longitudeE6: 120_155_000 };
const SHANGHAI = { latitudeE6: 31_230_000, longitudeE6: 121_470_000 };
const MINUTE = 60_000;

const aTake = (partySize = 2, change: object = {}) => ({
  ...{ ticketId: anId("tkt"), storeId: STORE, partySize, location: undefined, doorCode: DOOR },
  ...change,
});
const take = (partySize?: number, who: number | string = 0) => house.diner(who).takeTicket(aTake(partySize));
const get = (ticketId: string) => house.waiter.getTicket({ ticketId, storeId: "" });
const stateOf = async (ticketId: string) => (await get(ticketId)).state;
const pass = async (spanMs: number) => {
  house.clock.advance(spanMs);
  await house.run("pass-tickets");
};
const inbox = async (who: string) => {
  await house.run("send-messages");
  const content = house.node.client(ContentServiceDefinition);
  const caller = { kind: "user", id: who } as const;
  return (await content.listMessages({ windowId: "", pageSize: 50, pageToken: "" }, { caller })).messages;
};

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

test("R4: parties ahead of the same class and an estimate as a range, by recent seatings", async () => {
  for (const who of ["usr_diner01", "usr_diner02", "usr_diner03"]) await take(2, who);
  await take(4, "usr_diner04");
  const ticket = await take(2);
  expect([ticket.partiesAhead, ticket.waitMinMinutes, ticket.waitMaxMinutes]).toEqual([3, 18, 72]);
});

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

test("V18: skip and recall: the pool's ticket is called anew", async () => {
  const { ticketId } = await take();
  expect(await reasonOf(house.waiter.skipTicket({ ticketId }))).toBe("TICKET_NOT_CALLED");
  expect(await reasonOf(house.waiter.recallTicket({ ticketId }))).toBe("TICKET_NOT_POOLED");
  expect(await reasonOf(house.waiter.callTicket({ ticketId, callNumber: 2 }))).toBe("CALL_OUT_OF_TURN");
  await house.waiter.callTicket({ ticketId, callNumber: 1 });
  await house.waiter.skipTicket({ ticketId });
  const recalled = await house.waiter.recallTicket({ ticketId });
  expect([recalled.state, recalled.callCount]).toEqual([TicketState.TICKET_STATE_CALLED, 1]);
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

test("V20: what was ordered ahead fires when the party is seated; what is sold out by then stays in the cart, marked", async () => {
  const { ticketId } = await take();
  const { orderId } = await house.diner().orderAhead({ ticketId });
  expect((await house.diner().orderAhead({ ticketId })).orderId).toBe(orderId);
  const lineIds = [await house.put(orderId, GREENS), await house.put(orderId, TOFU)];
  expect(await reasonOf(house.diner().sendOrder({ orderId, lineIds }))).toBe("ORDER_NOT_SEATED");
  await house.cook.setSoldOut({ dishId: TOFU, soldOut: true });
  const seat = { tableId: "tbl_demoa1", ticketId, partySize: 0 };
  await house.waiter.seatParty(seat);
  await house.waiter.seatParty(seat);
  const { items } = await house.cook.listKitchenItems({ storeId: STORE, stationId: "" });
  expect(items.map(({ dishName, tableNumbers }) => [dishName, tableNumbers])).toEqual([["清炒时蔬", ["A1"]]]);
  const order = await house.diner().getOrder({ orderId });
  expect(order.lines.map(({ sendNumber, unavailable }) => [sendNumber, unavailable])).toEqual([
    [1, false],
    [0, true],
  ]);
  expect(order.state).toBe(OrderState.ORDER_STATE_OPEN);
  expect(await house.verify()).toEqual([]);
});

test("a ticket that is given up takes what was ordered ahead with it (ORDER_CLOSED, TICKET_NOT_LIVE)", async () => {
  const { ticketId } = await take();
  const { orderId } = await house.diner().orderAhead({ ticketId });
  await house.diner().cancelTicket({ ticketId });
  expect(await reasonOf(house.put(orderId))).toBe("ORDER_CLOSED");
  expect(await reasonOf(house.waiter.seatParty({ tableId: "tbl_demoa1", ticketId, partySize: 0 }))).toBe(
    "TICKET_NOT_LIVE",
  );
});

test("PARTIES_WAITING, PARTY_SIZE_NEEDED: a free table is not opened past those who wait", async () => {
  await take(2, "usr_diner01");
  expect(await reasonOf(house.open("jn-a1-4f8k2m", 2))).toBe("PARTIES_WAITING");
  expect(await reasonOf(house.open("jn-a1-4f8k2m", 0))).toBe("PARTY_SIZE_NEEDED");
  expect(await reasonOf(house.open("no-such-code", 2))).toBe("TABLE_NOT_FOUND");
  expect((await house.open("jn-c1-6r2j4s", 6)).tableNumbers).toEqual(["C1"]);
});

test("nobody else's ticket, store or table is there", async () => {
  const { ticketId } = await take();
  expect(await reasonOf(house.diner(1).cancelTicket({ ticketId }))).toBe("TICKET_NOT_FOUND");
  const elsewhere = house.as(waiterElsewhere);
  expect(await reasonOf(elsewhere.callTicket({ ticketId, callNumber: 1 }))).toBe("TICKET_NOT_FOUND");
  expect(await reasonOf(elsewhere.seatParty({ tableId: "tbl_demoa1", ticketId: "", partySize: 2 }))).toBe(
    "TABLE_NOT_FOUND",
  );
  expect(await reasonOf(house.diner().getMenu({ storeId: "str_nobody01" }))).toBe("STORE_NOT_FOUND");
});

test("V18: settings are the store's: another radius, other classes; what contradicts itself is refused by the field", async () => {
  const { queue } = await house.diner().getStore({ storeId: STORE });
  await house.manager.putQueueSettings({ storeId: STORE, queue: { ...queue!, largeMax: 12, remoteRadiusM: 500_00 } });
  expect((await take(12)).ticketNumber).toBe("L001");
  expect(await reasonOf(house.manager.putQueueSettings({ storeId: STORE, queue: { ...queue!, mediumMax: 1 } }))).toBe(
    "REQUEST_INVALID",
  );
});

test("R10, V21: stages, bump and recall once each, the average, a drink to be fetched on the board and in the inbox", async () => {
  const { orderId } = await house.open();
  const options = [{ groupId: "temperature", optionId: "hot" }];
  const lineId = await house.put(orderId, "dsh_demo0018", { options });
  await house.diner().sendOrder({ orderId, lineIds: [lineId] });
  const itemId = `kit_${lineId.slice(4)}`;
  await house.cook.bumpItem({ itemId, fromStage: 1 });
  await house.cook.bumpItem({ itemId, fromStage: 1 });
  house.clock.advance(90_000);
  await house.cook.bumpItem({ itemId, fromStage: 2 });
  const board = await house.cook.getBoard({ storeId: STORE });
  expect(board.readyDishes.map(({ tableNumber, dishName }) => [tableNumber, dishName])).toEqual([["B1", "龙井茶"]]);
  expect((await inbox("usr_demoshopper1")).map(({ title }) => title?.zh)).toEqual(["请取餐"]);
  expect((await house.cook.listKitchenItems({ storeId: STORE, stationId: "drinks" })).averageS).toBe(90);
  await house.cook.recallItem({ itemId, fromStage: 3 });
  expect(await reasonOf(house.cook.recallItem({ itemId, fromStage: 4 }))).toBe("STAGE_CHANGED");
  await house.cook.bumpItem({ itemId, fromStage: 2 });
  const served = await house.waiter.bumpItem({ itemId, fromStage: 3 });
  expect([served.stage, served.changes]).toEqual([4, []]);
  const { items, served: recallable } = await house.cook.listKitchenItems({ storeId: STORE, stationId: "" });
  expect([items, recallable.map((item) => item.itemId)]).toEqual([[], [itemId]]);
  expect(await reasonOf(house.cook.bumpItem({ itemId: "kit_nobody01", fromStage: 1 }))).toBe("KITCHEN_ITEM_NOT_FOUND");
});
