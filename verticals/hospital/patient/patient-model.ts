import { type Connection, type Model, Schema } from "mongoose";
import type { Seal } from "../../../kernel/crypto/seal.ts";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { BindingRow, ConsentRow, PatientRow, Person, RecordReadRow } from "./patient.ts";

const required = true;

const patientSchema = new Schema<PatientRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    cardIndex: { type: String, required },
    person: { type: Buffer, required },
    sealedBy: { type: String },
    maskedName: { type: String, required },
    maskedCardNumber: { type: String, required },
    birthYear: { type: Number, required },
    conditions: { type: [String], required },
    binders: { type: Number, required },
    blockedUntilTime: { type: Date },
  },
  { collection: "patients", versionKey: false },
);
patientSchema.index({ merchantId: 1, cardIndex: 1 }, { unique: true });

export const patientModel = (connection: Connection): Model<PatientRow> =>
  modelOf<PatientRow>(connection, "Patient", patientSchema);

const bindingSchema = new Schema<BindingRow>(
  {
    _id: { type: String, required },
    userId: { type: String, required },
    patientId: { type: String, required },
    relation: { type: Number, required },
    consentTime: { type: Date, required },
  },
  { collection: "bindings", versionKey: false },
);
bindingSchema.index({ userId: 1, consentTime: 1 });
bindingSchema.index({ patientId: 1 });

export const bindingModel = (connection: Connection): Model<BindingRow> =>
  modelOf<BindingRow>(connection, "Binding", bindingSchema);

const consentSchema = new Schema<ConsentRow>(
  {
    _id: { type: String, required },
    userId: { type: String, required },
    patientId: { type: String, required },
    relation: { type: Number, required },
    kind: { type: String, enum: ["GIVEN", "ENDED"], required },
    time: { type: Date, required },
  },
  { collection: "consents", versionKey: false },
);
consentSchema.index({ patientId: 1, time: 1 });

export const consentModel = (connection: Connection): Model<ConsentRow> =>
  modelOf<ConsentRow>(connection, "Consent", consentSchema);

const readSchema = new Schema<RecordReadRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    patientId: { type: String, required },
    readerId: { type: String, required },
    purpose: { type: String, required },
    readTime: { type: Date, required },
  },
  { collection: "record_reads", versionKey: false },
);
readSchema.index({ merchantId: 1, readTime: -1 });

export const recordReadModel = (connection: Connection): Model<RecordReadRow> =>
  modelOf<RecordReadRow>(connection, "RecordRead", readSchema);

const labelOf = (patientId: string): string => `hospital patient ${patientId}`;

export const sealPerson = (
  seal: Seal,
  patientId: string,
  person: Person,
): Pick<PatientRow, "_id" | "person" | "sealedBy"> => ({
  _id: patientId,
  person: seal.seal(labelOf(patientId), Buffer.from(JSON.stringify(person))),
  sealedBy: seal.sealedBy,
});

/** @throws Error where another key sealed it than this node has. */
export const openPerson = (seal: Seal, { _id, person, sealedBy }: PatientRow): Person =>
  JSON.parse(seal.open(labelOf(_id), { bytes: person, sealedBy }).toString()) as Person;
