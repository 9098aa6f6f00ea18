import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { Appointment, CancelAppointmentRequest } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { AppointmentRow } from "./appointment.ts";
import { appointmentMessage } from "./appointment-message.ts";
import { loadAppointment } from "./load-appointment.ts";
import { cancel } from "./moves.ts";
import { settleHold } from "./settle-hold.ts";

/** CancelAppointment: a hold ends by its trade's end first (P9); what is paid by then, or was, is refunded where it is early enough (V10). */
export const cancelAppointment =
  (parts: HospitalParts): Handler<CancelAppointmentRequest, Appointment> =>
  async (request, context) => {
    userOf(context.caller);
    const fields = readFields();
    const appointmentId = fields.id("appointment_id", request.appointmentId, "apt");
    fields.check();
    const before = await loadAppointment(parts, appointmentId, context.caller);
    const settled = before.state === "HELD" ? await settleHold(parts, before, context) : before;
    if (settled.state === "HELD") throw hospitalReasons.error("PAYMENT_UNDER_WAY");
    const isDone = settled.state === "RELEASED" || settled.state === "CANCELLED";
    if (isDone && before.state === settled.state) context.markReplayed();
    if (isDone) return appointmentMessage(settled);
    return appointmentMessage(await cancelConfirmed(parts, appointmentId, context));
  };

const cancelConfirmed = (
  parts: HospitalParts,
  appointmentId: string,
  { caller, now, traceparent }: CallContext,
): Promise<AppointmentRow> =>
  parts.store.transaction(async (session) => {
    const row = await loadAppointment(parts, appointmentId, caller, session);
    if (row.state === "CANCELLED") return row;
    if (row.state === "CONFIRMED" && row.cancelEndTime < now) {
      const minutes = String((row.startTime.getTime() - row.cancelEndTime.getTime()) / 60_000);
      throw hospitalReasons.error("CANCEL_TOO_LATE", { metadata: { minutes } });
    }
    const cancelled = await cancel(parts, row, { session, now, traceparent });
    if (!cancelled) throw hospitalReasons.error("APPOINTMENT_NOT_CANCELLABLE");
    return cancelled;
  });
