import { insertRows } from "../../kernel/store/rows.ts";
import { Appointment, AppointmentState } from "../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { HospitalServiceDefinition } from "../../proto/gen/paywindow/hospital/v1/hospital.ts";
import { hospitalReasons } from "../../verticals/hospital/errors.ts";
import { bindingModel, patientModel } from "../../verticals/hospital/patient/patient-model.ts";
import { slotModel } from "../../verticals/hospital/schedule/schedule-model.ts";
import {
  AT_TEN,
  CARDS,
  type Hospital,
  slotOf,
  startHospital,
} from "../../verticals/hospital/testing/start-hospital.ts";
import type { FloorOf } from "./floor.ts";
import { mayLose, type Race } from "./race.ts";

const PATIENTS = 500;
const PLACES = 50;
const SLOT = slotOf(1, AT_TEN);

const PEOPLE = Array.from({ length: PATIENTS }, (_, index) => String(index).padStart(4, "0"));

/** Everybody has a card, and the slot has places for a tenth of them. */
const fill = async ({ store, clock }: Hospital): Promise<void> => {
  const { connection } = store("hospital");
  const seed = await patientModel(connection).findById(CARDS.li.patientId).lean();
  if (!seed) throw new Error("the demonstration has no patient to copy");
  const patients = PEOPLE.map((n) => ({ ...seed, _id: `pat_crowd${n}`, cardIndex: `crowd ${n}`, binders: 1 }));
  const bindings = PEOPLE.map((n) => ({
    ...{ _id: `usr_crowd${n}:pat_crowd${n}`, userId: `usr_crowd${n}`, patientId: `pat_crowd${n}` },
    ...{ relation: 1 as const, consentTime: clock.now() },
  }));
  await insertRows(patientModel(connection), patients);
  await insertRows(bindingModel(connection), bindings);
  await slotModel(connection).updateOne({ _id: SLOT }, { $set: { capacity: PLACES, free: PLACES } });
};

/** V9: 500 patients hold one of 50 places. */
export const bookingRace = (): Race => {
  let hospital: Hospital | undefined;
  return {
    ...{ name: "500 patients, 50 places", winners: PLACES },
    lineUp: async () => {
      await hospital?.stop();
      const opened = await startHospital();
      hospital = opened;
      await fill(opened);
      return PEOPLE.map((n) => () => {
        const phone = opened.as({ kind: "user", id: `usr_crowd${n}` });
        const deadline = new Date(opened.clock.now().getTime() + 120_000);
        return mayLose(phone.holdSlot({ slotId: SLOT, patientId: `pat_crowd${n}` }, { deadline }), "SLOT_FULL");
      });
    },
    check: async () => (hospital ? (await hospital.verify()).mismatches : ["the hospital is closed"]),
    stop: async () => hospital?.stop(),
  };
};

/** A winner takes a place from the slot and has an appointment. */
export const BOOKING_FLOOR: FloorOf<HospitalServiceDefinition> = {
  ...{ definition: HospitalServiceDefinition, rpc: "holdSlot" },
  request: { slotId: SLOT, patientId: CARDS.li.patientId },
  answer: { ...Appointment.create(), state: AppointmentState.APPOINTMENT_STATE_HELD },
  lost: () => hospitalReasons.error("SLOT_FULL"),
  ...{ crowd: PATIENTS, winners: PLACES, rows: [2] },
};
