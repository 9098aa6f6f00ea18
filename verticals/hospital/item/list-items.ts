import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  ListItemsRequest,
  ListItemsResponse,
  ListVisitItemsRequest,
} from "../../../proto/gen/paywindow/hospital/v1/item.ts";
import { loadAppointment } from "../appointment/load-appointment.ts";
import { assertStaff } from "../callers.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { loadBoundPatient } from "../patient/load-bound-patient.ts";
import type { ItemRow } from "./item.ts";
import { itemMessage } from "./item-message.ts";

const MOST = 100;

/** ListItems: for whoever has bound the patient. */
export const listItems =
  (parts: HospitalParts): Handler<ListItemsRequest, ListItemsResponse> =>
  async (request, { caller }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const patientId = fields.id("patient_id", request.patientId, "pat");
    fields.check();
    await loadBoundPatient(parts, userId, patientId);
    return { items: (await newest(parts, { patientId })).map(itemMessage) };
  };

/** ListVisitItems: for staff of the clinic. */
export const listVisitItems =
  (parts: HospitalParts): Handler<ListVisitItemsRequest, ListItemsResponse> =>
  async (request, { caller }) => {
    assertStaff(caller);
    const fields = readFields();
    const appointmentId = fields.id("appointment_id", request.appointmentId, "apt");
    fields.check();
    await loadAppointment(parts, appointmentId, caller);
    return { items: (await newest(parts, { appointmentId })).map(itemMessage) };
  };

const newest = ({ items }: HospitalParts, filter: Partial<ItemRow>): Promise<ItemRow[]> =>
  items.find(filter).sort({ orderTime: -1, _id: -1 }).limit(MOST).lean<ItemRow[]>();
