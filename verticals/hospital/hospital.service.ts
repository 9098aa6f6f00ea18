import { defineService } from "../../kernel/node/service-module.ts";
import { HospitalServiceDefinition } from "../../proto/gen/paywindow/hospital/v1/hospital.ts";
import { cancelAppointment } from "./appointment/cancel-appointment.ts";
import { holdSlot } from "./appointment/hold-slot.ts";
import { markNoShowsJob } from "./appointment/mark-no-shows.ts";
import { payFee } from "./appointment/pay-fee.ts";
import { rateVisit } from "./appointment/rate-visit.ts";
import { getAppointment, listAppointments, listDayAppointments } from "./appointment/read-appointments.ts";
import { recoverHoldsJob } from "./appointment/recover-holds.ts";
import { seedDemo } from "./demo.ts";
import type { MllpPort } from "./hl7/open-mllp-port.ts";
import { type HospitalParts, hospitalParts } from "./hospital-parts.ts";
import { performItem, refundItem } from "./item/end-item.ts";
import { listItems, listVisitItems } from "./item/list-items.ts";
import { listExaminations, orderItems } from "./item/order-items.ts";
import { payItems } from "./item/pay-items.ts";
import { getItemBill, giveUpBill } from "./item/read-bill.ts";
import { recoverBillsJob } from "./item/recover-bills.ts";
import { sendMessagesJob } from "./message/send-messages.ts";
import { bindPatient } from "./patient/bind-patient.ts";
import { listPatients } from "./patient/list-patients.ts";
import { listRecordReads } from "./patient/list-record-reads.ts";
import { readPatientRecord } from "./patient/read-patient-record.ts";
import { unbindPatient } from "./patient/unbind-patient.ts";
import { refundConsumers } from "./payment/hear-refunds.ts";
import { tradeConsumers } from "./payment/hear-trades.ts";
import { sendRefundsJob } from "./payment/send-refunds.ts";
import { callNext, finishVisit, getDoctorQueue, passPatient, recallPatient, undoMove } from "./queue/call-patients.ts";
import { checkIn } from "./queue/check-in.ts";
import { getClinicScreen } from "./queue/get-clinic-screen.ts";
import { getWaiting } from "./queue/get-waiting.ts";
import { requeuePatient, transferPatient } from "./queue/move-patients.ts";
import { listenForReports } from "./report/listen-for-reports.ts";
import { reportHandlers } from "./report/report-handlers.ts";
import { listDepartments, listDoctors, listSlots } from "./schedule/browse.ts";
import { finishStoppingJob } from "./schedule/finish-stopping.ts";
import { listSchedules } from "./schedule/list-schedules.ts";
import { stopSchedule } from "./schedule/stop-schedule.ts";

const patientHandlers = (parts: HospitalParts) => ({
  bindPatient: bindPatient(parts),
  listPatients: listPatients(parts),
  unbindPatient: unbindPatient(parts),
  readPatientRecord: readPatientRecord(parts),
  listRecordReads: listRecordReads(parts),
});

const bookingHandlers = (parts: HospitalParts) => ({
  listDepartments: listDepartments(parts),
  listDoctors: listDoctors(parts),
  listSlots: listSlots(parts),
  holdSlot: holdSlot(parts),
  payFee: payFee(parts),
  cancelAppointment: cancelAppointment(parts),
  getAppointment: getAppointment(parts),
  listAppointments: listAppointments(parts),
  listDayAppointments: listDayAppointments(parts),
  listSchedules: listSchedules(parts),
  stopSchedule: stopSchedule(parts),
  rateVisit: rateVisit(parts),
});

const queueHandlers = (parts: HospitalParts) => ({
  checkIn: checkIn(parts),
  getWaiting: getWaiting(parts),
  getDoctorQueue: getDoctorQueue(parts),
  callNext: callNext(parts),
  recallPatient: recallPatient(parts),
  passPatient: passPatient(parts),
  undoMove: undoMove(parts),
  transferPatient: transferPatient(parts),
  requeuePatient: requeuePatient(parts),
  finishVisit: finishVisit(parts),
  getClinicScreen: getClinicScreen(parts),
});

const itemHandlers = (parts: HospitalParts) => ({
  listExaminations: listExaminations(parts),
  orderItems: orderItems(parts),
  listItems: listItems(parts),
  listVisitItems: listVisitItems(parts),
  payItems: payItems(parts),
  getItemBill: getItemBill(parts),
  giveUpBill: giveUpBill(parts),
  performItem: performItem(parts),
  refundItem: refundItem(parts),
});

/** A hospital's outpatients: visit cards, appointments, queues, examinations. */
export const hospital = defineService(HospitalServiceDefinition, async (host) => {
  const parts = hospitalParts(host);
  if (host.config.mongodbUri && !host.config.secretKey)
    host.log.warn("PAYWINDOW_SECRET_KEY is not set: the hospital's personal data are stored as they are");
  let listener: MllpPort | undefined;
  return {
    handlers: {
      ...patientHandlers(parts),
      ...bookingHandlers(parts),
      ...queueHandlers(parts),
      ...itemHandlers(parts),
      ...reportHandlers(parts),
    },
    consumers: [...tradeConsumers(parts), ...refundConsumers(parts)],
    jobs: [
      ...[recoverHoldsJob(parts), recoverBillsJob(parts), sendRefundsJob(parts), finishStoppingJob(parts)],
      ...[markNoShowsJob(parts), sendMessagesJob(parts)],
    ],
    seedDemo: () => seedDemo(parts, host.clock.now()),
    ready: async () => {
      listener = await listenForReports(parts, host.config);
    },
    stop: async () => listener?.close(),
  };
});
