import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import type { Appointment, RateVisitRequest } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { appointmentMessage } from "./appointment-message.ts";
import { loadAppointment } from "./load-appointment.ts";

/** RateVisit (H9): once, by a conditional write; it counts for the doctor who saw the patient. */
export const rateVisit =
  (parts: HospitalParts): Handler<RateVisitRequest, Appointment> =>
  async (request, context) => {
    const { caller } = context;
    userOf(caller);
    const { appointmentId, stars, text } = parse(request);
    const row = await parts.store.transaction(async (session) => {
      const before = await loadAppointment(parts, appointmentId, caller, session);
      if (before.state !== "FINISHED") throw hospitalReasons.error("VISIT_NOT_FINISHED");
      if (before.stars === stars && before.ratingText === text) {
        context.markReplayed();
        return before;
      }
      const rating = { stars, ratingText: text };
      const unrated = { _id: appointmentId, stars: 0 };
      if ((await updateRow(parts.appointments, { filter: unrated, update: { $set: rating } }, { session })) === 0)
        throw hospitalReasons.error("ALREADY_RATED");
      const counted = { $inc: { ratingCount: 1, ratingSum: stars } };
      await updateRow(parts.doctors, { filter: { _id: before.seenByDoctorId }, update: counted }, { session });
      return { ...before, ...rating };
    });
    return appointmentMessage(row);
  };

const parse = (request: RateVisitRequest) => {
  const fields = readFields();
  const appointmentId = fields.id("appointment_id", request.appointmentId, "apt");
  const stars = fields.integer("stars", request.stars, 1, 5);
  const text = fields.text("text", request.text, 0, 200);
  fields.check();
  return { appointmentId, stars, text };
};
