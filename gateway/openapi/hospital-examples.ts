import type { JsonObject } from "../contract/parse-json.ts";

const store = { storeId: "str_demohospital1" };
const appointment = { appointmentId: "apt_01JZ0000000000000000000000" };
const patient = { patientId: "pat_demopatient1" };
const ticket = { ticketId: "tkt_01JZ0000000000000000000000" };
const item = { itemId: "itm_01JZ0000000000000000000000" };
const bill = { billId: "bil_01JZ0000000000000000000000" };
const report = { reportId: "rpt_01JZ0000000000000000000000" };
const date = { date: "2030-01-01" };

/** One request per rpc of hospital, in the values of the demonstration. */
export const hospitalExamples: Readonly<Record<string, JsonObject>> = {
  "hospital.bindPatient": {
    ...{ merchantId: "mer_demohospital", cardNumber: "RH20260001", name: "李小明" },
    ...{ identityNumber: "990101198803070019", relation: "RELATION_SELF", consent: true },
  },
  "hospital.unbindPatient": { patientId: "pat_demopatient5" },
  "hospital.readPatientRecord": { ...patient, purpose: "Called at the desk" },
  "hospital.listRecordReads": { merchantId: "mer_demohospital" },
  "hospital.listDepartments": store,
  "hospital.listDoctors": { departmentId: "dep_demoinner", ...date },
  "hospital.listSlots": { doctorId: "doc_demodoctor1", ...date },
  "hospital.holdSlot": { ...patient, slotId: "slt_demodoctor120300101n20" },
  "hospital.payFee": appointment,
  "hospital.cancelAppointment": appointment,
  "hospital.getAppointment": appointment,
  "hospital.listDayAppointments": { ...store, ...date },
  "hospital.listSchedules": { ...store, ...date },
  "hospital.stopSchedule": { scheduleId: "sch_demodoctor120300101", stopReason: "Doctor is ill" },
  "hospital.rateVisit": { ...appointment, stars: 5, text: "Took time to explain." },
  "hospital.checkIn": appointment,
  "hospital.getWaiting": appointment,
  "hospital.callNext": { seenCalls: 0 },
  "hospital.recallPatient": ticket,
  "hospital.passPatient": ticket,
  "hospital.undoMove": ticket,
  "hospital.transferPatient": { ...ticket, doctorId: "doc_demodoctor2" },
  "hospital.requeuePatient": ticket,
  "hospital.finishVisit": ticket,
  "hospital.getClinicScreen": store,
  "hospital.listExaminations": store,
  "hospital.orderItems": { orderId: "ord_demo00000001", ...ticket, codes: ["CBC", "CRP"] },
  "hospital.listItems": patient,
  "hospital.listVisitItems": appointment,
  "hospital.payItems": {
    ...{ ...patient, itemIds: [item.itemId] },
    expectedTotal: { minorUnits: "2500", currencyCode: "CNY" },
  },
  "hospital.getItemBill": bill,
  "hospital.giveUpBill": bill,
  "hospital.performItem": item,
  "hospital.refundItem": item,
  "hospital.listReports": patient,
  "hospital.getReport": report,
  "hospital.listReportTasks": store,
  "hospital.readStoreReport": { ...report, purpose: "Called by the ward" },
  "hospital.assignReport": { ...report, cardNumber: "RH20260001", version: 1 },
  "hospital.recordHandOver": { ...report, version: 1, toldTo: "Ward 3, nurse in charge" },
  "hospital.listQuarantine": store,
  "hospital.settleQuarantined": { ...store, messageId: "hlm_01JZ0000000000000000000000", note: "Sent again" },
  "hospital.setCriticalRanges": { ...store, ranges: [] },
};
