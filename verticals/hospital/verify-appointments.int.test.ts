/** The check of slots, appointments and bills finds what is wrong: every kind of damage is made by hand once. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { AT_TEN, type Hospital, slotOf, startHospital } from "./testing/start-hospital.ts";

let clinic: Hospital;
let appointmentId: string;
let billId: string;
beforeEach(async () => {
  clinic = await startHospital();
  appointmentId = await clinic.book("shopper1", "li");
  await clinic.as("shopper1").checkIn({ appointmentId, emergency: false });
  const { calls } = await clinic.as("doctor").getDoctorQueue({});
  const queue = await clinic.as("doctor").callNext({ seenCalls: calls });
  const ticketId = queue.current?.ticketId ?? "";
  await clinic.as("doctor").orderItems({ orderId: "ord_verify00001", ticketId, codes: ["CBC", "CRP"] });
  const patientId = "pat_demopatient1";
  const { items } = await clinic.as("shopper1").listItems({ patientId });
  const expectedTotal = { currencyCode: "CNY", minorUnits: 5_500n };
  const itemIds = items.map(({ itemId }) => itemId);
  const bill = await clinic.as("shopper1").payItems({ patientId, itemIds, expectedTotal });
  await clinic.pay("shopper1", bill.tradeId);
  await clinic.drain();
  billId = bill.billId;
});
afterEach(() => clinic.stop());

const SLOT = slotOf(1, AT_TEN);
const change = (collection: string, _id: string, fields: object) =>
  clinic
    .store("hospital")
    .connection.collection(collection)
    .updateOne({ _id: _id as never }, { $set: fields });
const mismatches = async () => (await clinic.verify()).mismatches;

test("a sound store has no mismatch", async () => {
  expect(await clinic.verify()).toMatchObject({ appointments: 1, bills: 1, mismatches: [] });
});

test.each([
  [{ taken: 2 }, [`slot ${SLOT}: 2 taken, but 1 appointments used it`, `slot ${SLOT}: 5 + 0 + 2 places, but 6 in all`]],
  [{ held: 1 }, [`slot ${SLOT}: 1 held, but 0 appointments are HELD`, `slot ${SLOT}: 5 + 1 + 1 places, but 6 in all`]],
  [{ free: 6 }, [`slot ${SLOT}: 6 + 0 + 1 places, but 6 in all`]],
])("V9: a slot with %j", async (fields, found) => {
  await change("slots", SLOT, fields);
  expect(await mismatches()).toEqual(found);
});

test.each([
  [{ fee: 2_600n }, () => [`appointment ${appointmentId} is CHECKED_IN, but 2500 of 2600 is paid`]],
  [
    { state: "CANCELLED" },
    () => [
      `appointment ${appointmentId} is CANCELLED and has no refund`,
      `slot ${SLOT}: 1 taken, but 0 appointments used it`,
    ],
  ],
  [
    { state: "CANCELLED", refundState: "DONE" },
    () => [
      `appointment ${appointmentId} is CANCELLED, its refund is DONE, but 0 went back`,
      `slot ${SLOT}: 1 taken, but 0 appointments used it`,
    ],
  ],
  [
    { state: "RELEASED" },
    () => [
      `appointment ${appointmentId} is RELEASED, but its trade is paid`,
      `slot ${SLOT}: 1 taken, but 0 appointments used it`,
    ],
  ],
])("an appointment with %j", async (fields, found) => {
  await change("appointments", appointmentId, fields);
  expect(await mismatches()).toEqual(found());
});

test.each([
  [{ total: 5_400n }, () => [`bill ${billId}: 5500 of items, 5500 of 5400 paid`]],
  [{ state: "OPEN" }, () => [`bill ${billId} is OPEN, but its items are not all in payment`]],
  [
    { state: "RELEASED" },
    () => [`bill ${billId} is RELEASED and still has items`, `bill ${billId} is RELEASED, but its trade is paid`],
  ],
])("H5: a bill with %j", async (fields, found) => {
  await change("item_bills", billId, fields);
  expect(await mismatches()).toEqual(found());
});

test("H5: an item given back whose money stayed", async () => {
  const [item] = await clinic.rows<{ _id: string; price: bigint }>("ordered_items", { billId });
  await change("ordered_items", item!._id, { state: "REFUNDED", refundState: "DONE" });
  expect(await mismatches()).toEqual([`bill ${billId}: ${item!.price} of items given back, 0 refunded`]);
});
