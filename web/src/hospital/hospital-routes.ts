import type * as appointment from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import type * as item from "../../../proto/gen/paywindow/hospital/v1/item.ts";
import type * as patient from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import type * as queue from "../../../proto/gen/paywindow/hospital/v1/queue.ts";
import type * as report from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import type { Route } from "../api/routes.ts";

const get = <Request, Answer>(name: string): Route<Request, Answer> => ({
  method: "GET",
  path: `/v1/hospital/${name}`,
});
const post = <Request, Answer>(name: string): Route<Request, Answer> => ({
  method: "POST",
  path: `/v1/hospital/${name}`,
});

/** The demonstration's hospital: the one whose pages these are. */
export const HOSPITAL = "mer_demohospital";
export const CLINIC = "str_demohospital1";

/** Every call that the hospital's pages make. */
export const hospital = {
  bindPatient: post<patient.BindPatientRequest, patient.BoundPatient>("bind-patient"),
  listPatients: get<patient.ListPatientsRequest, patient.ListPatientsResponse>("list-patients"),
  unbindPatient: post<patient.UnbindPatientRequest, patient.UnbindPatientResponse>("unbind-patient"),
  listDepartments: get<appointment.ListDepartmentsRequest, appointment.ListDepartmentsResponse>("list-departments"),
  listDoctors: get<appointment.ListDoctorsRequest, appointment.ListDoctorsResponse>("list-doctors"),
  listSlots: get<appointment.ListSlotsRequest, appointment.ListSlotsResponse>("list-slots"),
  holdSlot: post<appointment.HoldSlotRequest, appointment.Appointment>("hold-slot"),
  payFee: post<appointment.PayFeeRequest, appointment.PayFeeResponse>("pay-fee"),
  cancelAppointment: post<appointment.CancelAppointmentRequest, appointment.Appointment>("cancel-appointment"),
  listAppointments: get<appointment.ListAppointmentsRequest, appointment.ListAppointmentsResponse>("list-appointments"),
  rateVisit: post<appointment.RateVisitRequest, appointment.Appointment>("rate-visit"),
  checkIn: post<queue.CheckInRequest, queue.Waiting>("check-in"),
  getWaiting: get<queue.GetWaitingRequest, queue.Waiting>("get-waiting"),
  listItems: get<item.ListItemsRequest, item.ListItemsResponse>("list-items"),
  payItems: post<item.PayItemsRequest, item.ItemBill>("pay-items"),
  listReports: get<report.ListReportsRequest, report.ListReportsResponse>("list-reports"),
  getReport: post<report.GetReportRequest, report.Report>("get-report"),
  listReportTasks: get<report.ListReportTasksRequest, report.ListReportTasksResponse>("list-report-tasks"),
  readStoreReport: post<report.ReadStoreReportRequest, report.StoreReport>("read-store-report"),
  assignReport: post<report.AssignReportRequest, report.ReportTaskEntry>("assign-report"),
  recordHandOver: post<report.RecordHandOverRequest, report.ReportTaskEntry>("record-hand-over"),
  listQuarantine: get<report.ListQuarantineRequest, report.ListQuarantineResponse>("list-quarantine"),
  settleQuarantined: post<report.SettleQuarantinedRequest, report.SettleQuarantinedResponse>("settle-quarantined"),
  getDoctorQueue: get<queue.GetDoctorQueueRequest, queue.DoctorQueue>("get-doctor-queue"),
  callNext: post<queue.CallNextRequest, queue.DoctorQueue>("call-next"),
  recallPatient: post<queue.RecallPatientRequest, queue.DoctorQueue>("recall-patient"),
  passPatient: post<queue.PassPatientRequest, queue.DoctorQueue>("pass-patient"),
  undoMove: post<queue.UndoMoveRequest, queue.DoctorQueue>("undo-move"),
  finishVisit: post<queue.FinishVisitRequest, queue.DoctorQueue>("finish-visit"),
  requeuePatient: post<queue.RequeuePatientRequest, queue.DoctorQueue>("requeue-patient"),
  listExaminations: get<item.ListExaminationsRequest, item.ListExaminationsResponse>("list-examinations"),
  orderItems: post<item.OrderItemsRequest, item.ListItemsResponse>("order-items"),
  listVisitItems: get<item.ListVisitItemsRequest, item.ListItemsResponse>("list-visit-items"),
  getClinicScreen: get<queue.GetClinicScreenRequest, queue.ClinicScreen>("get-clinic-screen"),
} as const;
