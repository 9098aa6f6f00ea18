import type { Model } from "mongoose";
import type { Client } from "../../kernel/contract/contract.ts";
import { createBlindIndex } from "../../kernel/crypto/blind-index.ts";
import { createSeal, type Seal } from "../../kernel/crypto/seal.ts";
import type { Outbox } from "../../kernel/events/event.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { Logger } from "../../kernel/telemetry/logger.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { type BindingTriesRow, bindingTriesModel } from "./patient/binding-tries.ts";
import type { BindingRow, ConsentRow, PatientRow, RecordReadRow } from "./patient/patient.ts";
import { bindingModel, consentModel, patientModel, recordReadModel } from "./patient/patient-model.ts";

/** What the hospital's handlers work with. */
export interface HospitalParts {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly log: Logger;
  readonly payments: Client<PaymentsServiceDefinition>;
  readonly seal: Seal;
  /** By which a record is found by its hospital and card number. */
  readonly cardIndex: (value: string) => string;
  readonly patients: Model<PatientRow>;
  readonly bindings: Model<BindingRow>;
  readonly consents: Model<ConsentRow>;
  readonly bindingTries: Model<BindingTriesRow>;
  readonly recordReads: Model<RecordReadRow>;
}

export const hospitalParts = ({ store, outbox, log, client, config }: ServiceHost): HospitalParts => ({
  ...{ store, outbox, log },
  payments: client(PaymentsServiceDefinition),
  seal: createSeal(config.secretKey),
  cardIndex: createBlindIndex(config.secretKey, "hospital card"),
  patients: patientModel(store.connection),
  bindings: bindingModel(store.connection),
  consents: consentModel(store.connection),
  bindingTries: bindingTriesModel(store.connection),
  recordReads: recordReadModel(store.connection),
});
