/** Goal: what payments refuses holds nothing back (V9, H3, H5, P6). Method: the real payments, whose operator stops the hospital's payments in the window. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { AppointmentState } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { BillState, ItemState } from "../../../proto/gen/paywindow/hospital/v1/item.ts";
import { MerchantFeature } from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import { AT_TEN, CARDS, HOSPITAL, type Hospital, reasonOf, slotOf, startHospital } from "../testing/start-hospital.ts";

const OPERATOR = {
  kind: "staff",
  id: "stf_operator1",
  tenantId: "platform",
  siteIds: [],
  roles: ["operator"],
} as const;

let hospital: Hospital;
beforeEach(async () => {
  hospital = await startHospital();
});
afterEach(async () => {
  expect((await hospital.verify()).mismatches).toEqual([]);
  await hospital.stop();
});

const stopPayments = () =>
  hospital.payments(OPERATOR).suspendMerchant({
    ...{ merchantId: HOSPITAL, note: "复核资质" },
    features: [MerchantFeature.MERCHANT_FEATURE_ALL],
  });

test("V9, H3: a fee that payments refuses frees the place at once, tells why, and nobody can pay it later", async () => {
  const slotId = slotOf(1, AT_TEN);
  await hospital.bind("shopper1", "li");
  const patient = hospital.as("shopper1");
  const { appointmentId } = await patient.holdSlot({ slotId, patientId: CARDS.li.patientId });
  await stopPayments();
  expect(await reasonOf(patient.payFee({ appointmentId }))).toBe("MERCHANT_SUSPENDED");
  expect((await patient.getAppointment({ appointmentId })).state).toBe(AppointmentState.APPOINTMENT_STATE_RELEASED);
  const [slot] = await hospital.rows<{ free: number; held: number; capacity: number }>("slots", { _id: slotId });
  expect([slot?.free, slot?.held]).toEqual([slot?.capacity, 0]);
  await hospital.payments(OPERATOR).resumeMerchant({
    ...{ merchantId: HOSPITAL, note: "已复核" },
    features: [MerchantFeature.MERCHANT_FEATURE_ALL],
  });
  expect(await reasonOf(patient.payFee({ appointmentId }))).toBe("APPOINTMENT_NOT_HELD");
  expect((await hospital.book("shopper1", "li", slotId)).startsWith("apt_")).toBe(true);
});

test("H5: a bill that payments refuses opens its items at once", async () => {
  const appointmentId = await hospital.book("shopper1", "li");
  const patient = hospital.as("shopper1");
  await patient.checkIn({ appointmentId, emergency: false });
  const { current } = await hospital.as("doctor").callNext({ seenCalls: 0 });
  const order = { orderId: "ord_refused001", ticketId: current!.ticketId, codes: ["CBC"] };
  const { items } = await hospital.as("doctor").orderItems(order);
  await stopPayments();
  const { patientId } = CARDS.li;
  const pay = { patientId, itemIds: items.map(({ itemId }) => itemId), expectedTotal: items[0]!.price };
  expect(await reasonOf(patient.payItems(pay))).toBe("MERCHANT_SUSPENDED");
  const after = await patient.listItems({ patientId });
  expect(after.items.map(({ state }) => state)).toEqual([ItemState.ITEM_STATE_OPEN]);
  const [bill] = await hospital.rows<{ state: string }>("item_bills");
  expect([bill?.state, BillState.BILL_STATE_RELEASED]).toEqual(["RELEASED", BillState.BILL_STATE_RELEASED]);
});
