import { type AccessRow, allow, on, ownedAsServiceKnows, staff, users } from "../grant.ts";
import { office } from "./roles.ts";

const doctor = staff("doctor");
/** Who looks after patients: doctors, nurses and who runs the clinic. */
const care = staff("doctor", "nurse", "manager");
/** The same, and the screen of the waiting hall, which signs in as itself. */
const hall = staff("doctor", "nurse", "manager", "screen");

const ofUser = (field: string): AccessRow => [allow(users(), ownedAsServiceKnows(field))];
const ofDoctor = (field: string): AccessRow => [allow(doctor, ownedAsServiceKnows(field))];
const ofCare = (field: string): AccessRow => [allow(care, ownedAsServiceKnows(field))];
const AT_CLINIC: AccessRow = [allow(care, on("storeId", "site"))];
const EVERYBODY_WHO_BOOKS: AccessRow = [allow(users()), allow(care)];

/** Who may call the rpcs of hospital. */
export const hospitalAccess: Readonly<Record<string, AccessRow>> = {
  "hospital.bindPatient": [allow(users())],
  "hospital.listPatients": [allow(users())],
  "hospital.unbindPatient": [allow(users())],
  "hospital.readPatientRecord": ofCare("patientId"),
  "hospital.listRecordReads": [allow(office, on("merchantId", "tenant"))],
  "hospital.listDepartments": EVERYBODY_WHO_BOOKS,
  "hospital.listDoctors": EVERYBODY_WHO_BOOKS,
  "hospital.listSlots": EVERYBODY_WHO_BOOKS,
  "hospital.holdSlot": ofUser("patientId"),
  "hospital.payFee": ofUser("appointmentId"),
  "hospital.cancelAppointment": ofUser("appointmentId"),
  "hospital.getAppointment": ofUser("appointmentId"),
  "hospital.listAppointments": [allow(users())],
  "hospital.listDayAppointments": AT_CLINIC,
  "hospital.listSchedules": AT_CLINIC,
  "hospital.stopSchedule": [allow(office, ownedAsServiceKnows("scheduleId"))],
  "hospital.rateVisit": ofUser("appointmentId"),
  "hospital.checkIn": [
    allow(users(), ownedAsServiceKnows("appointmentId")),
    allow(care, ownedAsServiceKnows("appointmentId")),
  ],
  "hospital.getWaiting": ofUser("appointmentId"),
  "hospital.getDoctorQueue": [allow(doctor)],
  "hospital.callNext": [allow(doctor)],
  "hospital.recallPatient": ofDoctor("ticketId"),
  "hospital.passPatient": ofDoctor("ticketId"),
  "hospital.undoMove": ofDoctor("ticketId"),
  "hospital.transferPatient": ofDoctor("ticketId"),
  "hospital.requeuePatient": [allow(staff("doctor", "nurse"), ownedAsServiceKnows("ticketId"))],
  "hospital.finishVisit": ofDoctor("ticketId"),
  "hospital.getClinicScreen": [allow(hall, on("storeId", "site"))],
  "hospital.listExaminations": AT_CLINIC,
  "hospital.orderItems": ofDoctor("ticketId"),
  "hospital.listItems": ofUser("patientId"),
  "hospital.listVisitItems": ofCare("appointmentId"),
  "hospital.payItems": ofUser("patientId"),
  "hospital.getItemBill": ofUser("billId"),
  "hospital.giveUpBill": ofUser("billId"),
  "hospital.performItem": ofCare("itemId"),
  "hospital.refundItem": [allow(staff("nurse", "manager"), ownedAsServiceKnows("itemId"))],
  "hospital.listReports": ofUser("patientId"),
  "hospital.getReport": ofUser("reportId"),
  "hospital.listReportTasks": AT_CLINIC,
  "hospital.readStoreReport": ofCare("reportId"),
  "hospital.assignReport": ofCare("reportId"),
  "hospital.recordHandOver": ofCare("reportId"),
  "hospital.listQuarantine": AT_CLINIC,
  "hospital.settleQuarantined": AT_CLINIC,
  "hospital.setCriticalRanges": [allow(office, on("storeId", "site"))],
};
