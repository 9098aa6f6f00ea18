/** Goal: a patient's day from the card to the rating, with the money proved in the end. Method: real services on a real store, the clock stands still until it is moved. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { AppointmentState, RefundState } from "../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { BillState, ItemState } from "../../proto/gen/paywindow/hospital/v1/item.ts";
import { TicketState } from "../../proto/gen/paywindow/hospital/v1/queue.ts";
import {
  AT_TEN,
  CARDS,
  CLINIC,
  FEE,
  type Hospital,
  reasonOf,
  slotOf,
  startHospital,
  TODAY,
} from "./testing/start-hospital.ts";

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital();
});
afterAll(() => hospital.stop());

test("H1, H3, H4, H5, H9: bind, book, pay, check in, be called, pay for an examination, be seen, rate", async () => {
  const patient = hospital.as("shopper1");
  const doctor = hospital.as("doctor");
  const before = await hospital.balance("shopper1");
  await hospital.bind("shopper1", "li");

  const { departments } = await patient.listDepartments({ storeId: CLINIC });
  expect(departments.map(({ name }) => name)).toEqual(["内科", "外科", "儿科", "检验科"]);
  const { doctors } = await patient.listDoctors({ departmentId: "dep_demoinner", date: TODAY });
  expect(doctors[0]).toMatchObject({ name: "赵明", fee: { minorUnits: FEE, currencyCode: "CNY" } });
  const { slots } = await patient.listSlots({ doctorId: doctors[0]!.doctorId, date: TODAY });
  const slot = slots.find(({ slotId }) => slotId === slotOf(1, AT_TEN))!;
  expect(slot).toMatchObject({ capacity: 6, freePlaces: 6 });

  const held = await patient.holdSlot({ slotId: slot.slotId, patientId: CARDS.li.patientId });
  expect(held).toMatchObject({
    state: AppointmentState.APPOINTMENT_STATE_HELD,
    queueNumber: "",
    patientMaskedName: "李*明",
  });
  const { tradeId } = await patient.payFee({ appointmentId: held.appointmentId });
  await hospital.pay("shopper1", tradeId);
  await hospital.drain();
  const confirmed = await patient.getAppointment({ appointmentId: held.appointmentId });
  expect(confirmed).toMatchObject({ state: AppointmentState.APPOINTMENT_STATE_CONFIRMED, queueNumber: "N001" });

  const waiting = await patient.checkIn({ appointmentId: held.appointmentId, emergency: false });
  expect(waiting).toMatchObject({ ahead: 0, ticket: { queueNumber: "N001", state: TicketState.TICKET_STATE_WAITING } });
  const called = await doctor.callNext({ seenCalls: 0 });
  expect(called.current).toMatchObject({ queueNumber: "N001", maskedName: "李*明" });
  const { ticketId } = called.current!;
  const ordered = await doctor.orderItems({ orderId: "ord_journey0001", ticketId, codes: ["CBC", "CRP"] });
  const itemIds = ordered.items.map(({ itemId }) => itemId);
  const bill = await patient.payItems({
    ...{ patientId: CARDS.li.patientId, itemIds },
    expectedTotal: { minorUnits: 5_500n, currencyCode: "CNY" },
  });
  await hospital.pay("shopper1", bill.tradeId);
  await hospital.drain();
  expect((await patient.getItemBill({ billId: bill.billId })).state).toBe(BillState.BILL_STATE_PAID);
  await hospital.as("nurse").performItem({ itemId: itemIds[0]! });
  expect(await hospital.as("nurse").refundItem({ itemId: itemIds[1]! })).toMatchObject({
    ...{ state: ItemState.ITEM_STATE_REFUNDED, refundState: RefundState.REFUND_STATE_PENDING },
  });
  await hospital.job("send-refunds");
  const { items } = await patient.listItems({ patientId: CARDS.li.patientId });
  expect(items.map(({ state }) => state).toSorted()).toEqual([
    ItemState.ITEM_STATE_PERFORMED,
    ItemState.ITEM_STATE_REFUNDED,
  ]);

  await doctor.finishVisit({ ticketId });
  const rating = { appointmentId: held.appointmentId, stars: 5, text: "很耐心" };
  expect(await patient.rateVisit(rating)).toMatchObject({
    stars: 5,
    state: AppointmentState.APPOINTMENT_STATE_FINISHED,
  });
  expect(await patient.rateVisit(rating)).toMatchObject({ stars: 5 });
  expect(await reasonOf(patient.rateVisit({ ...rating, stars: 1 }))).toBe("ALREADY_RATED");
  const rated = await patient.listDoctors({ departmentId: "dep_demoinner", date: TODAY });
  expect(rated.doctors[0]).toMatchObject({ ratingCount: 1, ratingAverage: 5 });

  const [first, second] = items.map(({ price }) => price!.minorUnits);
  const refunded = items.find(({ state }) => state === ItemState.ITEM_STATE_REFUNDED)!.price!.minorUnits;
  expect(await hospital.balance("shopper1")).toBe(before - FEE - first! - second! + refunded);
  expect(await hospital.verify()).toMatchObject({ appointments: 1, bills: 1, mismatches: [] });
});
