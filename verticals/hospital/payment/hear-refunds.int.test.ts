/** Goal: money that goes back past the hospital is known to it (V9, H3, H5, P24). Method: real payments, whose own refunds and reversals are made by the merchant's manager. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { money } from "../../../kernel/money/money.ts";
import { AppointmentState, RefundState } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { ItemState } from "../../../proto/gen/paywindow/hospital/v1/item.ts";
import { AT_TEN, CARDS, FEE, HOSPITAL, type Hospital, slotOf, startHospital } from "../testing/start-hospital.ts";

let hospital: Hospital;
beforeEach(async () => {
  hospital = await startHospital();
});
afterEach(async () => {
  expect((await hospital.verify()).mismatches).toEqual([]);
  await hospital.stop();
});

const cny = (fen: bigint) => money(fen, "CNY");
let refunds = 0;
/** The merchant's manager gives money back at the desk. */
const refundAtDesk = async (merchantTradeId: string, fen: bigint) => {
  const which = { merchantId: HOSPITAL, tradeId: "", merchantTradeId, merchantRefundId: `desk-${++refunds}` };
  await hospital.payments("manager").refundTrade({ ...which, amount: cny(fen), refundReason: "" });
  await hospital.drain();
};
const get = (appointmentId: string) => hospital.as("shopper1").getAppointment({ appointmentId });
const slot = async () => {
  const [row] = await hospital.rows<{ free: number; held: number; taken: number }>("slots", {
    _id: slotOf(1, AT_TEN),
  });
  return [row?.held, row?.taken];
};

test("V9, H3: a fee that is given back at the desk ends the appointment, and its place is free", async () => {
  const appointmentId = await hospital.book("shopper1", "li");
  await refundAtDesk(appointmentId, FEE - 1n);
  expect((await get(appointmentId)).state).toBe(AppointmentState.APPOINTMENT_STATE_CONFIRMED);
  await refundAtDesk(appointmentId, 1n);
  expect(await get(appointmentId)).toMatchObject({
    state: AppointmentState.APPOINTMENT_STATE_CANCELLED,
    refundState: RefundState.REFUND_STATE_DONE,
  });
  expect(await slot()).toEqual([0, 0]);
});

test("V9: a paid trade that is taken back ends the appointment as well", async () => {
  const appointmentId = await hospital.book("shopper1", "li");
  await hospital
    .payments("manager")
    .reverseTrade({ merchantId: HOSPITAL, tradeId: "", merchantTradeId: appointmentId, keepPaid: false });
  await hospital.drain();
  expect((await get(appointmentId)).state).toBe(AppointmentState.APPOINTMENT_STATE_CANCELLED);
  expect(await slot()).toEqual([0, 0]);
});

test("V10: what the desk gave back is not given back again when the appointment is cancelled", async () => {
  const before = await hospital.balance("shopper1");
  const appointmentId = await hospital.book("shopper1", "li", slotOf(1, AT_TEN + 1));
  await refundAtDesk(appointmentId, 1_000n);
  await hospital.as("shopper1").cancelAppointment({ appointmentId });
  await hospital.job("send-refunds");
  expect((await get(appointmentId)).refundState).toBe(RefundState.REFUND_STATE_DONE);
  expect(await hospital.balance("shopper1")).toBe(before);
});

test("H5: a bill that is given back at the desk takes back what was not performed yet; a part of it is noted", async () => {
  const appointmentId = await hospital.book("shopper1", "li");
  await hospital.as("shopper1").checkIn({ appointmentId, emergency: false });
  const doctor = hospital.as("doctor");
  const { current } = await doctor.callNext({ seenCalls: 0 });
  const order = { orderId: "ord_desk000001", ticketId: current!.ticketId, codes: ["CBC", "CRP"] };
  const { items } = await doctor.orderItems(order);
  const itemIds = items.map(({ itemId }) => itemId);
  const total = items.reduce((sum, { price }) => sum + price!.minorUnits, 0n);
  const bill = await hospital
    .as("shopper1")
    .payItems({ patientId: CARDS.li.patientId, itemIds, expectedTotal: cny(total) });
  await hospital.pay("shopper1", bill.tradeId);
  await hospital.drain();
  await refundAtDesk(bill.billId, 100n);
  await hospital.as("nurse").performItem({ itemId: itemIds[0]! });
  await refundAtDesk(bill.billId, total - 100n);
  const after = await hospital.as("shopper1").listItems({ patientId: CARDS.li.patientId });
  const states = itemIds.map((itemId) => after.items.find((one) => one.itemId === itemId)?.state);
  expect(states).toEqual([ItemState.ITEM_STATE_PERFORMED, ItemState.ITEM_STATE_REFUNDED]);
});
