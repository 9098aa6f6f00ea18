/** Goal: a place is sold once, confirmed once, and free again only when its trade is closed (V9, V10, P9). Method: real payments, a clock that stands still, races over nodes of one store. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { insertRows } from "../../../kernel/store/rows.ts";
import { RefundState, AppointmentState as State } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { Refund, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { itemModel } from "../item/item-model.ts";
import { bindingModel, patientModel } from "../patient/patient-model.ts";
import { refundConsumers } from "../payment/hear-refunds.ts";
import { slotModel } from "../schedule/schedule-model.ts";
import {
  AT_TEN,
  CARDS,
  FEE,
  type Hospital,
  reasonOf,
  slotOf,
  startHospital,
  startHospitals,
} from "../testing/start-hospital.ts";
import { appointmentModel } from "./appointment-model.ts";

const MINUTE_MS = 60_000;
let hospital: Hospital;
const connection = () => hospital.store("hospital").connection;
const stateOf = async (appointmentId: string): Promise<State> =>
  (await hospital.as("shopper1").getAppointment({ appointmentId })).state;
const slot = async (slotId = slotOf(1, AT_TEN)) => {
  const row = await slotModel(connection()).findById(slotId).lean();
  return { free: row?.free, held: row?.held, taken: row?.taken };
};
const hold = async (slotId = slotOf(1, AT_TEN), card: keyof typeof CARDS = "li") => {
  await hospital.bind("shopper1", card);
  return hospital.as("shopper1").holdSlot({ slotId, patientId: CARDS[card].patientId });
};
afterEach(() => hospital.stop());

describe("on one node", () => {
  beforeEach(async () => {
    hospital = await startHospital();
  });

  test("V9: the same patient and slot again is the same appointment; another slot of the doctor that day is refused", async () => {
    const first = await hold();
    expect((await hold()).appointmentId).toBe(first.appointmentId);
    expect(await reasonOf(hold(slotOf(1, AT_TEN + 1)))).toBe("APPOINTMENT_EXISTS");
    expect(await slot()).toEqual({ free: 5, held: 1, taken: 0 });
    expect(await slot(slotOf(1, AT_TEN + 1))).toEqual({ free: 6, held: 0, taken: 0 });
  });

  test("H3: a slot free of charge is confirmed at once, with a number", async () => {
    const booked = await hold(slotOf(4, AT_TEN));
    expect(booked).toMatchObject({ state: State.APPOINTMENT_STATE_CONFIRMED, queueNumber: "E001" });
    expect(await slot(slotOf(4, AT_TEN))).toEqual({ free: 5, held: 0, taken: 1 });
  });

  test("V9: an unpaid hold ends after 15 minutes, its trade is closed before the place is free, and nobody can pay it any more (P9)", async () => {
    const { appointmentId } = await hold();
    const { tradeId } = await hospital.as("shopper1").payFee({ appointmentId });
    hospital.clock.advance(15 * MINUTE_MS - 1);
    await hospital.job("recover-holds");
    expect(await stateOf(appointmentId)).toBe(State.APPOINTMENT_STATE_HELD);
    hospital.clock.advance(1);
    await hospital.job("recover-holds");
    expect(await stateOf(appointmentId)).toBe(State.APPOINTMENT_STATE_RELEASED);
    expect(await slot()).toEqual({ free: 6, held: 0, taken: 0 });
    expect(await reasonOf(hospital.pay("shopper1", tradeId))).toBe("TRADE_NOT_PAYABLE");
    expect((await hospital.verify()).mismatches).toEqual([]);
  });

  test("V9: a hold that was never asked to be paid ends without a trade", async () => {
    const { appointmentId } = await hold();
    hospital.clock.advance(15 * MINUTE_MS);
    await hospital.job("recover-holds");
    expect(await stateOf(appointmentId)).toBe(State.APPOINTMENT_STATE_RELEASED);
    expect(await reasonOf(hospital.as("shopper1").payFee({ appointmentId }))).toBe("APPOINTMENT_NOT_HELD");
  });

  test("P2: a crash after payments was to be asked, before it was: the recovery closes what may still come", async () => {
    const { appointmentId } = await hold();
    const asked = { isAsked: true, tradeLifetimeS: 900 };
    await appointmentModel(connection()).updateOne({ _id: appointmentId }, { $set: asked });
    hospital.clock.advance(15 * MINUTE_MS);
    await hospital.job("recover-holds");
    expect(await stateOf(appointmentId)).toBe(State.APPOINTMENT_STATE_RELEASED);
    const trade = await hospital.payments({ kind: "service", id: "test" }).queryTrade({
      ...{ merchantId: "mer_demohospital", merchantTradeId: appointmentId, tradeId: "" },
    });
    expect(trade.state).toBe(TradeState.TRADE_STATE_REVERSED);
  });

  test("V9: the same appointment is confirmed once, by the news and by the recovery together", async () => {
    const { appointmentId } = await hold();
    const { tradeId } = await hospital.as("shopper1").payFee({ appointmentId });
    hospital.clock.advance(14 * MINUTE_MS);
    await hospital.pay("shopper1", tradeId);
    hospital.clock.advance(MINUTE_MS);
    await Promise.all([hospital.job("recover-holds"), hospital.drain(), hospital.job("recover-holds")]);
    expect(await slot()).toEqual({ free: 5, held: 0, taken: 1 });
    const confirmed = await hospital.rows("messages", { _id: `${appointmentId}:CONFIRMED` });
    expect(confirmed.length).toBe(1);
    expect((await hospital.verify()).mismatches).toEqual([]);
  });

  test("V10: cancelled until 30 minutes before, in full, once; then not any more", async () => {
    const before = await hospital.balance("shopper1");
    const appointmentId = await hospital.book("shopper1", "li", slotOf(1, AT_TEN + 1));
    const patient = hospital.as("shopper1");
    const cancelled = await patient.cancelAppointment({ appointmentId });
    expect(cancelled).toMatchObject({
      ...{ state: State.APPOINTMENT_STATE_CANCELLED, refundState: RefundState.REFUND_STATE_PENDING },
    });
    expect(await patient.cancelAppointment({ appointmentId })).toMatchObject({ state: cancelled.state });
    await hospital.job("send-refunds", 2);
    expect(await hospital.balance("shopper1")).toBe(before);
    const again = await hospital.book("shopper1", "li", slotOf(1, AT_TEN + 1));
    hospital.clock.set(new Date("2030-01-01T02:00:00.001Z"));
    expect(await reasonOf(patient.cancelAppointment({ appointmentId: again }))).toBe("CANCEL_TOO_LATE");
    expect(await hospital.balance("shopper1")).toBe(before - FEE);
    expect((await hospital.verify()).mismatches).toEqual([]);
  });

  test("P24: a refund that the payer's bank sent back is sent again, an hour later", async () => {
    const appointmentId = await hospital.book("shopper1", "li", slotOf(1, AT_TEN + 1));
    await hospital.as("shopper1").cancelAppointment({ appointmentId });
    await hospital.job("send-refunds");
    const [appointments, items] = [appointmentModel(connection()), itemModel(connection())];
    const refundOf = async () => (await appointments.findById(appointmentId).lean())?.refundState;
    expect(await refundOf()).toBe("DONE");
    const consumers = refundConsumers({ appointments, items } as unknown as HospitalParts);
    const heard = consumers.find(({ type }) => type === "payments.trade.refund_returned")!;
    const trade = { merchantId: "mer_demohospital" };
    const returned = { refund: Refund.fromPartial({ merchantRefundId: `${appointmentId}-refund`, trade }) };
    const context = { now: hospital.clock.now(), traceparent: "", eventId: "evt_1", eventTime: hospital.clock.now() };
    await hospital.store("hospital").transaction((session) => heard.handle(returned, { ...context, session }));
    await hospital.job("send-refunds");
    expect(await refundOf()).toBe("PENDING");
    hospital.clock.advance(60 * MINUTE_MS);
    await hospital.job("send-refunds");
    expect(await refundOf()).toBe("DONE");
  });

  test("V9: who books in the last minutes of a slot has until its end to pay, so that none is paid for after it is over", async () => {
    hospital.clock.set(new Date("2030-01-01T02:25:00.000Z"));
    const { appointmentId, holdExpireTime } = await hold();
    expect(holdExpireTime).toEqual(new Date("2030-01-01T02:30:00.000Z"));
    hospital.clock.advance(5 * MINUTE_MS);
    expect(await reasonOf(hospital.as("shopper1").payFee({ appointmentId }))).toBe("APPOINTMENT_NOT_HELD");
  });

  test("P9: giving up a hold closes its trade first", async () => {
    const { appointmentId } = await hold();
    const { tradeId } = await hospital.as("shopper1").payFee({ appointmentId });
    const released = await hospital.as("shopper1").cancelAppointment({ appointmentId });
    expect(released.state).toBe(State.APPOINTMENT_STATE_RELEASED);
    expect(await reasonOf(hospital.pay("shopper1", tradeId))).toBe("TRADE_NOT_PAYABLE");
  });

  test("V9: a stopped clinic refunds everybody and sells nothing more; run again it changes nothing", async () => {
    const [one, two] = [await hospital.balance("shopper1"), await hospital.balance("shopper2")];
    const paid = await hospital.book("shopper1", "li");
    await hospital.book("shopper2", "wang");
    const held = await hold(slotOf(1, AT_TEN + 1), "father");
    await hospital.as("shopper1").payFee({ appointmentId: held.appointmentId });
    const stop = { scheduleId: "sch_demodoctor120300101", stopReason: "医生临时有事" };
    expect(await reasonOf(hospital.as("stranger").stopSchedule(stop))).toBe("SCHEDULE_NOT_FOUND");
    await hospital.as("manager").stopSchedule(stop);
    expect(await reasonOf(hold(slotOf(1, AT_TEN + 2), "child"))).toBe("SLOT_STOPPED");
    await hospital.job("finish-stopping", 2);
    await hospital.job("send-refunds", 2);
    expect(await stateOf(paid)).toBe(State.APPOINTMENT_STATE_STOPPED);
    expect(await stateOf(held.appointmentId)).toBe(State.APPOINTMENT_STATE_RELEASED);
    expect([await hospital.balance("shopper1"), await hospital.balance("shopper2")]).toEqual([one, two]);
    const [schedule] = (await hospital.as("nurse").listSchedules({ storeId: "str_demohospital1", date: "2030-01-01" }))
      .schedules;
    expect(schedule).toMatchObject({ state: 3, taken: 0 });
    expect((await hospital.verify()).mismatches).toEqual([]);
  });

  test("V10: the third appointment missed in three months blocks booking for three months", async () => {
    for (const [index, day] of ["20300101", "20300102", "20300103"].entries()) {
      await hospital.book("shopper1", "li", slotOf(1, AT_TEN, day));
      hospital.clock.set(new Date(`2030-01-0${index + 1}T16:00:00.000Z`));
      await hospital.job("mark-no-shows");
    }
    expect(await reasonOf(hold(slotOf(1, AT_TEN, "20300105")))).toBe("BOOKING_BLOCKED");
    hospital.clock.set(new Date("2030-04-04T00:00:00.000Z"));
    expect(await reasonOf(hold(slotOf(1, AT_TEN, "20300105")))).toBe("SLOT_OVER");
    const { patients } = await hospital.as("shopper1").listPatients({});
    expect(patients[0]?.blockedUntilTime?.toISOString()).toBe("2030-04-03T16:00:00.000Z");
    expect((await hospital.verify()).mismatches).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      "CALLER_UNKNOWN",
      () => hospital.as("anonymous").holdSlot({ slotId: slotOf(1, AT_TEN), patientId: CARDS.li.patientId }),
    ],
    [
      "CALLER_NOT_ALLOWED",
      () => hospital.as("nurse").holdSlot({ slotId: slotOf(1, AT_TEN), patientId: CARDS.li.patientId }),
    ],
    ["REQUEST_INVALID", () => hospital.as("shopper1").holdSlot({ slotId: "10:00", patientId: CARDS.li.patientId })],
    [
      "PATIENT_NOT_BOUND",
      () => hospital.as("shopper2").holdSlot({ slotId: slotOf(1, AT_TEN), patientId: CARDS.li.patientId }),
    ],
    ["SLOT_NOT_FOUND", () => hold("slt_nosuchslot1")],
    ["SLOT_OVER", () => hold(slotOf(1, 0))],
    ["APPOINTMENT_NOT_FOUND", () => hospital.as("shopper1").payFee({ appointmentId: "apt_nosuch0001" })],
  ])("%s, and nothing is written", async (reason, call) => {
    expect(await reasonOf(call())).toBe(reason);
    expect(await hospital.rows("appointments")).toEqual([]);
    expect((await hospital.verify()).mismatches).toEqual([]);
  });
});

test("V9: 500 patients on three nodes for 50 places: exactly 50 have one", async () => {
  const nodes = await startHospitals(3);
  hospital = nodes[0]!;
  const many = Array.from({ length: 500 }, (_, index) => String(index).padStart(4, "0"));
  const seed = await patientModel(connection()).findById(CARDS.li.patientId).lean();
  const rows = many.map((n) => ({ ...seed!, _id: `pat_crowd${n}`, cardIndex: `crowd ${n}`, binders: 1 }));
  await insertRows(patientModel(connection()), rows);
  await insertRows(
    bindingModel(connection()),
    many.map((n) => ({
      ...{ _id: `usr_crowd${n}:pat_crowd${n}`, userId: `usr_crowd${n}`, patientId: `pat_crowd${n}` },
      ...{ relation: 1 as const, consentTime: hospital.clock.now() },
    })),
  );
  const slotId = slotOf(1, AT_TEN);
  await slotModel(connection()).updateOne({ _id: slotId }, { $set: { capacity: 50, free: 50 } });
  const outcomes = await Promise.all(
    many.map((n, index) => {
      const caller: Caller = { kind: "user", id: `usr_crowd${n}` };
      const call = nodes[index % 3]!.as(caller).holdSlot(
        { slotId, patientId: `pat_crowd${n}` },
        { deadline: new Date(hospital.clock.now().getTime() + 60_000) },
      );
      return call.then(
        () => "HELD",
        (error: { reason?: string }) => error.reason,
      );
    }),
  );
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
  expect([count("HELD"), count("SLOT_FULL")]).toEqual([50, 450]);
  expect(await slot()).toEqual({ free: 0, held: 50, taken: 0 });
  expect((await hospital.verify()).mismatches).toEqual([]);
});
