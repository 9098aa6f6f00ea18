import type { ClientSession } from "mongoose";
import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import type { ReasonError } from "../../../kernel/errors/reason.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { isIdentityNumber } from "../../../kernel/parse/identity-number.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { chinaTime } from "../../../kernel/time/china-time.ts";
import {
  type BindPatientRequest,
  type BoundPatient,
  Relation,
} from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import { hospitalReasons } from "../errors.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { releaseBoundReports } from "../report/release-bound-reports.ts";
import { MAX_PATIENTS_PER_USER, MAX_USERS_PER_PATIENT } from "../settings.ts";
import { countFailure, forgetFailures, lockedMsOf } from "./binding-tries.ts";
import { findByCard, isPerson } from "./find-patient.ts";
import { type BindingRow, bindingIdOf, type PatientRow } from "./patient.ts";
import { boundPatientMessage } from "./patient-message.ts";

type Outcome = { readonly refusal: ReasonError } | { readonly bound: BoundPatient };

/**
 * BindPatient (H1): judges and writes in one transaction. A wrong try is committed with its refusal, so of many guesses at once as many count as are made, and
 * the reason never tells which of the three was wrong, or whether there is such a card.
 */
export const bindPatient =
  (parts: HospitalParts): Handler<BindPatientRequest, BoundPatient> =>
  async (request, { caller, now }) => {
    const userId = userOf(caller);
    const asked = parse(request, now);
    const outcome = await runAgainOnDuplicate(() =>
      parts.store.transaction((session) => judge(parts, { ...asked, userId }, now, session)),
    );
    if ("refusal" in outcome) throw outcome.refusal;
    return outcome.bound;
  };

type Asked = ReturnType<typeof parse> & { readonly userId: string };

const judge = async (parts: HospitalParts, asked: Asked, now: Date, session: ClientSession): Promise<Outcome> => {
  const { merchantId, cardNumber, userId } = asked;
  const trying = { userId, cardIndex: parts.cardIndex(`${merchantId} ${cardNumber.toUpperCase()}`) };
  const lockedMs = await lockedMsOf(parts.bindingTries, trying, now, session);
  if (lockedMs > 0) {
    const metadata = { retryAfterSeconds: String(Math.ceil(lockedMs / 1000)), retryAfterMs: String(lockedMs) };
    return { refusal: hospitalReasons.error("BIND_TRIES_EXCEEDED", { metadata }) };
  }
  const patient = await findByCard(parts, merchantId, cardNumber, session);
  if (!patient || !isPerson(parts, patient, asked)) {
    await countFailure(parts.bindingTries, trying, now, session);
    return { refusal: hospitalReasons.error("PATIENT_NOT_MATCHED") };
  }
  await forgetFailures(parts.bindingTries, trying, now, session);
  const known = await findRow(parts.bindings, { _id: bindingIdOf(userId, patient._id) }, session);
  return { bound: boundPatientMessage(patient, known ?? (await bind(parts, patient, asked, now, session))) };
};

/** @throws PATIENT_BINDERS_EXCEEDED, PATIENTS_EXCEEDED */
const bind = async (
  parts: HospitalParts,
  patient: PatientRow,
  { userId, relation }: Asked,
  now: Date,
  session: ClientSession,
): Promise<BindingRow> => {
  const { patients, bindings, consents } = parts;
  const roomLeft = { _id: patient._id, binders: { $lt: MAX_USERS_PER_PATIENT } };
  if ((await updateRow(patients, { filter: roomLeft, update: { $inc: { binders: 1 } } }, { session })) === 0)
    throw hospitalReasons.error("PATIENT_BINDERS_EXCEEDED", { metadata: { limit: String(MAX_USERS_PER_PATIENT) } });
  if ((await bindings.countDocuments({ userId }).session(session)) >= MAX_PATIENTS_PER_USER)
    throw hospitalReasons.error("PATIENTS_EXCEEDED", { metadata: { limit: String(MAX_PATIENTS_PER_USER) } });
  const said = { userId, patientId: patient._id, relation };
  const binding: BindingRow = { _id: bindingIdOf(userId, patient._id), ...said, consentTime: now };
  await insertRow(bindings, binding, session);
  await insertRow(consents, { _id: newId("cns", now), ...said, kind: "GIVEN" as const, time: now }, session);
  await releaseBoundReports(parts, session, patient._id);
  return binding;
};

const CARD = { en: "6 to 20 of 0-9 A-Z", zh: "须为 6 至 20 位数字或字母" };
const IDENTITY = { en: "the 18 characters of an identity card with their check character", zh: "须为 18 位身份证号码" };

const parse = (request: BindPatientRequest, now: Date) => {
  const fields = readFields();
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const cardNumber = fields.matching("card_number", request.cardNumber, /^[0-9A-Za-z]{6,20}$/, CARD);
  const name = fields.text("name", request.name, 2, 64);
  const identityNumber = request.identityNumber.toUpperCase();
  if (!isIdentityNumber(identityNumber, chinaTime(now).slice(0, 10)))
    fields.refuse({ field: "identity_number", ...IDENTITY });
  const relation = readRelation(fields, request.relation);
  if (!request.consent) fields.refuse({ field: "consent", en: "must be true", zh: "须同意" });
  fields.check();
  return { merchantId, cardNumber, name, identityNumber, relation };
};

const readRelation = (fields: FieldReader, relation: Relation): Relation => {
  if (relation === Relation.RELATION_UNSPECIFIED)
    fields.refuse({ field: "relation", en: "one of SELF, PARENT, CHILD, SPOUSE, OTHER", zh: "请选择与就诊人的关系" });
  return relation;
};
