import { insertRows } from "../../../kernel/store/rows.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { type Condition, maskCardNumber, maskName, type PatientRow, type Person } from "./patient.ts";
import { sealPerson } from "./patient-model.ts";

interface NewPatient extends Person {
  readonly _id: string;
  readonly merchantId: string;
  readonly conditions?: readonly Condition[];
}

/** A record as it is stored: sealed, masked, found by its card. */
const patientRow = (
  { seal, cardIndex }: Pick<HospitalParts, "seal" | "cardIndex">,
  { _id, merchantId, conditions = [], ...person }: NewPatient,
): PatientRow => ({
  ...sealPerson(seal, _id, person),
  ...{ merchantId, conditions, binders: 0 },
  cardIndex: cardIndex(`${merchantId} ${person.cardNumber.toUpperCase()}`),
  maskedName: maskName(person.name),
  maskedCardNumber: maskCardNumber(person.cardNumber),
  birthYear: Number(person.identityNumber.slice(6, 10)),
});

const merchantId = "mer_demohospital";

/** Of nobody: numbers of a region that there is not, with right check characters. */
const PATIENTS: readonly NewPatient[] = [
  {
    _id: "pat_demopatient1",
    name: "李小明",
    cardNumber: "RH20260001",
    identityNumber: "990101198803070019",
    phone: "13800000001",
  },
  {
    _id: "pat_demopatient2",
    name: "王芳",
    cardNumber: "RH20260002",
    identityNumber: "990101199205120025",
    phone: "13800000002",
  },
  {
    _id: "pat_demopatient3",
    name: "李建国",
    cardNumber: "RH20260003",
    identityNumber: "990101195402140035",
    phone: "",
  },
  {
    _id: "pat_demopatient4",
    name: "李思雨",
    cardNumber: "RH20260004",
    identityNumber: "990101201809010046",
    phone: "",
  },
  {
    _id: "pat_demopatient5",
    name: "张晓敏",
    cardNumber: "RH20260005",
    identityNumber: "990101199506230068",
    phone: "",
    conditions: ["PREGNANT"] as const,
  },
].map((patient) => ({ merchantId, ...patient }));

/** Writes the records of the demonstration that are missing. */
export const seedPatients = async (parts: HospitalParts): Promise<void> => {
  const known = await parts.patients.find({ _id: { $in: PATIENTS.map(({ _id }) => _id) } }, { _id: 1 }).lean();
  const present = new Set(known.map(({ _id }) => _id));
  await insertRows(
    parts.patients,
    PATIENTS.filter(({ _id }) => !present.has(_id)).map((one) => patientRow(parts, one)),
  );
};
