import type { ClientSession } from "mongoose";
import { findRow } from "../../../kernel/store/rows.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { type PatientRow, type Person, plainName } from "./patient.ts";
import { openPerson } from "./patient-model.ts";

/** The record behind a visit card of the hospital, or null. Card numbers are told apart whatever their case. */
export const findByCard = (
  { patients, cardIndex }: Pick<HospitalParts, "patients" | "cardIndex">,
  merchantId: string,
  cardNumber: string,
  session?: ClientSession,
): Promise<PatientRow | null> =>
  findRow(patients, { merchantId, cardIndex: cardIndex(`${merchantId} ${cardNumber.toUpperCase()}`) }, session);

/** Whether a record is that person's: by name, and by identity number where one is given. */
export const isPerson = (
  { seal }: Pick<HospitalParts, "seal">,
  patient: PatientRow,
  { name, identityNumber }: Pick<Person, "name"> & Partial<Pick<Person, "identityNumber">>,
): boolean => {
  const known = openPerson(seal, patient);
  const isSameNumber = identityNumber === undefined || known.identityNumber === identityNumber.toUpperCase();
  return plainName(known.name) === plainName(name) && isSameNumber;
};
