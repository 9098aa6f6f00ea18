/** Goal: what was ordered is paid once, by whoever pays first, and given back once (H5). Method: an examination ordered in a visit of the demonstration; two phones; real payments. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { BillState, ItemState, type PayItemsRequest } from "../../../proto/gen/paywindow/hospital/v1/item.ts";
import { CARDS, type Hospital, reasonOf, startHospital, type Who } from "../testing/start-hospital.ts";

let hospital: Hospital;
let ticketId: string;
let itemIds: string[];
const { patientId } = CARDS.li;
const order = { orderId: "ord_items00001", codes: ["CBC", "GLU"] };

beforeEach(async () => {
  hospital = await startHospital();
  const appointmentId = await hospital.book("shopper1", "li");
  await hospital.bind("shopper2", "li");
  await hospital.as("shopper1").checkIn({ appointmentId, emergency: false });
  ticketId = (await hospital.as("doctor").callNext({ seenCalls: 0 })).current!.ticketId;
  itemIds = (await hospital.as("doctor").orderItems({ ...order, ticketId })).items.map(({ itemId }) => itemId);
});
afterEach(() => hospital.stop());

const pay = (who: Who, changes: Partial<PayItemsRequest> = {}) =>
  hospital
    .as(who)
    .payItems({ patientId, itemIds, expectedTotal: { minorUnits: 3_100n, currencyCode: "CNY" }, ...changes });
const states = async () => (await hospital.as("shopper1").listItems({ patientId })).items.map(({ state }) => state);

test("H5: an order that comes twice is one; under the same id another is refused", async () => {
  const doctor = hospital.as("doctor");
  expect((await doctor.orderItems({ ...order, ticketId })).items.map(({ itemId }) => itemId).toSorted()).toEqual(
    itemIds.toSorted(),
  );
  expect(await reasonOf(doctor.orderItems({ ...order, ticketId, codes: ["CBC"] }))).toBe("ORDER_ID_REUSED");
  expect(await reasonOf(doctor.orderItems({ orderId: "ord_items00002", ticketId, codes: ["XYZ"] }))).toBe(
    "EXAMINATION_NOT_FOUND",
  );
  expect(
    await reasonOf(hospital.as("doctor2").orderItems({ orderId: "ord_items00003", ticketId, codes: ["CBC"] })),
  ).toBe("TICKET_NOT_CALLED");
  expect((await states()).length).toBe(2);
});

test("H5: two phones pay the same items: one wins, the other is told; the winner's bill asked again is the same", async () => {
  const outcomes = await Promise.allSettled([pay("shopper1"), pay("shopper2")]);
  const won = outcomes.findIndex(({ status }) => status === "fulfilled");
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const [winner, loser] = won === 0 ? (["shopper1", "shopper2"] as const) : (["shopper2", "shopper1"] as const);
  expect(await reasonOf(pay(loser))).toBe("ITEMS_IN_PAYMENT");
  const bill = await pay(winner);
  await hospital.pay(winner, bill.tradeId);
  await hospital.drain();
  expect(await states()).toEqual([ItemState.ITEM_STATE_PAID, ItemState.ITEM_STATE_PAID]);
  expect(await reasonOf(pay(loser))).toBe("ITEMS_CHANGED");
  expect((await hospital.verify()).mismatches).toEqual([]);
});

test("P9: an unpaid bill lets its items go after five minutes, its trade closed first; given up at once it does the same", async () => {
  const bill = await pay("shopper1");
  hospital.clock.advance(5 * 60_000);
  await hospital.job("recover-bills");
  expect((await hospital.as("shopper1").getItemBill({ billId: bill.billId })).state).toBe(
    BillState.BILL_STATE_RELEASED,
  );
  expect(await reasonOf(hospital.pay("shopper1", bill.tradeId))).toBe("TRADE_NOT_PAYABLE");
  const second = await pay("shopper2");
  expect(second.billId).not.toBe(bill.billId);
  expect(await reasonOf(hospital.as("shopper1").giveUpBill({ billId: second.billId }))).toBe("BILL_NOT_FOUND");
  expect((await hospital.as("shopper2").giveUpBill({ billId: second.billId })).state).toBe(
    BillState.BILL_STATE_RELEASED,
  );
  expect(await states()).toEqual([ItemState.ITEM_STATE_OPEN, ItemState.ITEM_STATE_OPEN]);
  expect((await hospital.verify()).mismatches).toEqual([]);
});

test("H5: paid just before the bill's time is over, and found by the recovery: paid once", async () => {
  const bill = await pay("shopper1");
  hospital.clock.advance(5 * 60_000 - 1);
  await hospital.pay("shopper1", bill.tradeId);
  hospital.clock.advance(1);
  await Promise.all([hospital.job("recover-bills"), hospital.drain()]);
  expect(await states()).toEqual([ItemState.ITEM_STATE_PAID, ItemState.ITEM_STATE_PAID]);
  expect((await hospital.verify()).mismatches).toEqual([]);
});

test("H5: unperformed it is refunded once, performed not any more; open it is withdrawn; unpaid it is not performed", async () => {
  const nurse = hospital.as("nurse");
  const [first, second] = itemIds as [string, string];
  expect(await reasonOf(nurse.performItem({ itemId: first }))).toBe("ITEM_NOT_PERFORMABLE");
  expect(await reasonOf(hospital.as("stranger").refundItem({ itemId: first }))).toBe("ITEM_NOT_FOUND");
  const before = await hospital.balance("shopper1");
  const bill = await pay("shopper1");
  expect(await reasonOf(nurse.refundItem({ itemId: first }))).toBe("ITEMS_IN_PAYMENT");
  await hospital.pay("shopper1", bill.tradeId);
  await hospital.drain();
  await nurse.performItem({ itemId: first });
  expect(await reasonOf(nurse.refundItem({ itemId: first }))).toBe("ITEM_NOT_REFUNDABLE");
  const refunded = await Promise.all([nurse.refundItem({ itemId: second }), nurse.refundItem({ itemId: second })]);
  expect(refunded.map(({ state }) => state)).toEqual([ItemState.ITEM_STATE_REFUNDED, ItemState.ITEM_STATE_REFUNDED]);
  await hospital.job("send-refunds", 2);
  const price = (await hospital.as("shopper1").listItems({ patientId })).items.find(({ itemId }) => itemId === first)!
    .price!.minorUnits;
  expect(await hospital.balance("shopper1")).toBe(before - price);
  expect((await hospital.verify()).mismatches).toEqual([]);
});

test.each<[string, () => Promise<unknown>]>([
  ["PATIENT_NOT_BOUND", () => pay("shopper1", { patientId: CARDS.wang.patientId })],
  ["ITEMS_CHANGED", () => pay("shopper1", { expectedTotal: { minorUnits: 3_000n, currencyCode: "CNY" } })],
  ["ITEMS_CHANGED", () => pay("shopper1", { itemIds: [...itemIds, "itm_nosuch0001"] })],
  ["REQUEST_INVALID", () => pay("shopper1", { itemIds: [itemIds[0]!, itemIds[0]!] })],
])("%s, and nothing is taken", async (reason, call) => {
  expect(await reasonOf(call())).toBe(reason);
  expect(await states()).toEqual([ItemState.ITEM_STATE_OPEN, ItemState.ITEM_STATE_OPEN]);
  expect(await hospital.rows("item_bills")).toEqual([]);
});
