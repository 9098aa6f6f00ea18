import type { Model } from "mongoose";
import type { Client } from "../../kernel/contract/contract.ts";
import { createBlindIndex } from "../../kernel/crypto/blind-index.ts";
import { createSeal, type Seal } from "../../kernel/crypto/seal.ts";
import type { Outbox } from "../../kernel/events/event.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { Logger } from "../../kernel/telemetry/logger.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import { ContentServiceDefinition } from "../../proto/gen/paywindow/content/v1/content.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { AppointmentRow } from "./appointment/appointment.ts";
import { appointmentModel, type NumberCounterRow, numberCounterModel } from "./appointment/appointment-model.ts";
import type { BillRow, ExaminationRow, ItemRow } from "./item/item.ts";
import { billModel, examinationModel, itemModel } from "./item/item-model.ts";
import type { MessageRow } from "./message/message.ts";
import { messageModel } from "./message/message-model.ts";
import { type BindingTriesRow, bindingTriesModel } from "./patient/binding-tries.ts";
import type { BindingRow, ConsentRow, PatientRow, RecordReadRow } from "./patient/patient.ts";
import { bindingModel, consentModel, patientModel, recordReadModel } from "./patient/patient-model.ts";
import { type QueueRow, queueModel, type TicketRow, ticketModel } from "./queue/queue-model.ts";
import { type ReportModels, reportModels } from "./report/report-model.ts";
import type { ClinicRow, DepartmentRow, DoctorRow, ScheduleRow, SlotRow } from "./schedule/schedule.ts";
import { clinicModel, departmentModel, doctorModel, scheduleModel, slotModel } from "./schedule/schedule-model.ts";

/** What the hospital's handlers work with. */
export interface HospitalParts extends ReportModels {
  readonly clock: Clock;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly log: Logger;
  readonly payments: Client<PaymentsServiceDefinition>;
  readonly content: Client<ContentServiceDefinition>;
  readonly seal: Seal;
  /** By which a record is found by its hospital and card number. */
  readonly cardIndex: (value: string) => string;
  readonly patients: Model<PatientRow>;
  readonly bindings: Model<BindingRow>;
  readonly consents: Model<ConsentRow>;
  readonly bindingTries: Model<BindingTriesRow>;
  readonly recordReads: Model<RecordReadRow>;
  readonly clinics: Model<ClinicRow>;
  readonly departments: Model<DepartmentRow>;
  readonly doctors: Model<DoctorRow>;
  readonly schedules: Model<ScheduleRow>;
  readonly slots: Model<SlotRow>;
  readonly appointments: Model<AppointmentRow>;
  readonly numberCounters: Model<NumberCounterRow>;
  readonly queues: Model<QueueRow>;
  readonly tickets: Model<TicketRow>;
  readonly examinations: Model<ExaminationRow>;
  readonly items: Model<ItemRow>;
  readonly bills: Model<BillRow>;
  readonly messages: Model<MessageRow>;
}

const models = ({ connection }: Store) => ({
  patients: patientModel(connection),
  bindings: bindingModel(connection),
  consents: consentModel(connection),
  bindingTries: bindingTriesModel(connection),
  recordReads: recordReadModel(connection),
  clinics: clinicModel(connection),
  departments: departmentModel(connection),
  doctors: doctorModel(connection),
  schedules: scheduleModel(connection),
  slots: slotModel(connection),
  appointments: appointmentModel(connection),
  numberCounters: numberCounterModel(connection),
  queues: queueModel(connection),
  tickets: ticketModel(connection),
  examinations: examinationModel(connection),
  items: itemModel(connection),
  bills: billModel(connection),
  messages: messageModel(connection),
  ...reportModels(connection),
});

export const hospitalParts = ({ clock, store, outbox, log, client, config }: ServiceHost): HospitalParts => ({
  ...{ clock, store, outbox, log, ...models(store) },
  payments: client(PaymentsServiceDefinition),
  content: client(ContentServiceDefinition),
  seal: createSeal(config.secretKey, config.sealCipher),
  cardIndex: createBlindIndex(config.secretKey, "hospital card"),
});
