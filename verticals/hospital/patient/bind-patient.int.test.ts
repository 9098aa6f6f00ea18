/** Goal: a card is bound by whoever knows all of it and by nobody else, and no row holds a person in clear (H1). Method: a real node over a real store with a secret key. */
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { Relation } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import { CARDS, HOSPITAL, type Hospital, reasonOf, startHospital } from "../testing/start-hospital.ts";

let hospital: Hospital;
beforeEach(async () => {
  hospital = await startHospital({ config: { secretKey: randomBytes(32) } });
});
afterEach(() => hospital.stop());

const user = (n: number): Caller => ({ kind: "user", id: `usr_binder000${n}` });
const { identityNumber: OTHER_NUMBER } = CARDS.wang;

test("H1: bound, listed masked, bound again the same, unbound; consent and its end are kept", async () => {
  const patient = hospital.as("shopper1");
  const bound = await patient.bindPatient({
    ...CARDS.father,
    merchantId: HOSPITAL,
    relation: Relation.RELATION_PARENT,
    consent: true,
  });
  expect(bound).toMatchObject({ patientId: CARDS.father.patientId, maskedName: "李*国", maskedCardNumber: "****0003" });
  await hospital.bind("shopper1", "father");
  hospital.clock.advance(1_000);
  await hospital.bind("shopper1", "li", { cardNumber: "rh20260001" });
  const names = async () => (await patient.listPatients({})).patients.map(({ maskedName }) => maskedName);
  expect(await names()).toEqual(["李*国", "李*明"]);
  await patient.unbindPatient({ patientId: CARDS.father.patientId });
  await patient.unbindPatient({ patientId: CARDS.father.patientId });
  expect(await names()).toEqual(["李*明"]);
  const consents = await hospital.rows<{ kind: string; patientId: string }>("consents", {
    patientId: CARDS.father.patientId,
  });
  expect(consents.map(({ kind }) => kind)).toEqual(["GIVEN", "ENDED"]);
});

test.each([
  ["another name", { name: "李小华" }],
  ["another person's number", { identityNumber: OTHER_NUMBER }],
  ["no such card", { cardNumber: "RH99999999" }],
])("H1: %s is refused with the one reason", async (_what, changes) => {
  expect(await reasonOf(hospital.bind("shopper1", "li", changes))).toBe("PATIENT_NOT_MATCHED");
  expect(await hospital.rows("bindings")).toEqual([]);
});

test("H1: after five wrong tries not even the right one is judged, until a day is over", async () => {
  for (let tries = 0; tries < 5; tries++)
    expect(await reasonOf(hospital.bind("shopper1", "li", { name: "李小华" }))).toBe("PATIENT_NOT_MATCHED");
  expect(await reasonOf(hospital.bind("shopper1", "li"))).toBe("BIND_TRIES_EXCEEDED");
  hospital.clock.advance(24 * 3_600_000);
  await hospital.bind("shopper1", "li");
});

test("H1: of many wrong guesses at once as many count as are made; and many users' at one card count together", async () => {
  const guesses = Array.from({ length: 30 }, (_, n) =>
    reasonOf(hospital.bind({ kind: "user", id: `usr_guess00${n}` }, "li", { name: "李小华" })),
  );
  const reasons = await Promise.all(guesses);
  expect(reasons.filter((reason) => reason === "PATIENT_NOT_MATCHED").length).toBe(20);
  expect(await reasonOf(hospital.bind("shopper1", "li"))).toBe("BIND_TRIES_EXCEEDED");
});

test("H1: four users may bind a patient, of five at once exactly four do", async () => {
  const outcomes = await Promise.all(
    [1, 2, 3, 4, 5].map((n) =>
      hospital.bind(user(n), "father").then(
        () => "BOUND",
        (error: { reason: string }) => error.reason,
      ),
    ),
  );
  expect(outcomes.toSorted()).toEqual(["BOUND", "BOUND", "BOUND", "BOUND", "PATIENT_BINDERS_EXCEEDED"]);
});

test("H1: names, numbers and phones stand in no row in clear; each reading by staff is written down", async () => {
  await hospital.bind("shopper1", "li");
  const record = { patientId: CARDS.li.patientId, purpose: "电话回访" };
  expect(await reasonOf(hospital.as("stranger").readPatientRecord(record))).toBe("PATIENT_NOT_FOUND");
  expect(await hospital.as("nurse").readPatientRecord(record)).toMatchObject({ name: "李小明", phone: "13800000001" });
  const { reads } = await hospital.as("manager").listRecordReads({ merchantId: HOSPITAL, patientId: "" });
  expect(reads).toMatchObject([{ readerId: "stf_demonurse1", purpose: "电话回访", patientId: CARDS.li.patientId }]);
  const everything = JSON.stringify([
    ...(await hospital.rows<object>("patients")),
    ...(await hospital.rows<object>("bindings")),
    ...(await hospital.rows<object>("binding_tries")),
    ...(await hospital.rows<object>("outbox")),
  ]);
  const bytes = Buffer.concat(
    (await hospital.rows<{ person: { buffer: Uint8Array } }>("patients")).map(({ person }) =>
      Buffer.from(person.buffer),
    ),
  );
  for (const secret of ["李小明", CARDS.li.identityNumber, CARDS.li.cardNumber, "13800000001"]) {
    expect(everything).not.toContain(secret);
    expect(bytes.includes(secret)).toBe(false);
  }
});

test.each<[string, object]>([
  ["cardNumber", { cardNumber: "RH 1" }],
  ["name", { name: "李" }],
  ["identityNumber", { identityNumber: "990101198803070018" }],
  ["relation", { relation: Relation.RELATION_UNSPECIFIED }],
  ["consent", { consent: false }],
])("REQUEST_INVALID names the field: %s", async (_field, changes) => {
  expect(await reasonOf(hospital.bind("shopper1", "li", changes))).toBe("REQUEST_INVALID");
});
