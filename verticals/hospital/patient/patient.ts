import type { Relation as RelationNumber } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";

/** What is known of a patient that lets them go first, beside their age (V11). */
export type Condition = "DISABLED" | "SOLDIER" | "PREGNANT";

/** A patient's personal data. They stand in no row in clear. */
export interface Person {
  readonly cardNumber: string;
  readonly name: string;
  readonly identityNumber: string;
  /** Empty where none is known. */
  readonly phone: string;
}

/** The hospital's record of a patient; `person` is sealed where `sealedBy` names a key. */
export interface PatientRow {
  /** pat_… */
  readonly _id: string;
  readonly merchantId: string;
  /** By which the record is found; unique in the hospital. */
  readonly cardIndex: string;
  readonly person: Buffer;
  readonly sealedBy: string;
  readonly maskedName: string;
  readonly maskedCardNumber: string;
  /** For the weight in a queue. */
  readonly birthYear: number;
  readonly conditions: readonly Condition[];
  /** How many users have bound it. */
  readonly binders: number;
  /** Nothing is booked before that (V10). */
  readonly blockedUntilTime?: Date;
}

/** A user's binding of a patient; `_id` is `bindingIdOf` them. */
export interface BindingRow {
  readonly _id: string;
  readonly userId: string;
  readonly patientId: string;
  readonly relation: RelationNumber;
  readonly consentTime: Date;
}

/** What a user has said of consent, and when it ended: kept for good. */
export interface ConsentRow {
  /** cns_… */
  readonly _id: string;
  readonly userId: string;
  readonly patientId: string;
  readonly relation: RelationNumber;
  readonly kind: "GIVEN" | "ENDED";
  readonly time: Date;
}

/** That somebody of the staff read personal data. */
export interface RecordReadRow {
  /** rdr_… */
  readonly _id: string;
  readonly merchantId: string;
  readonly patientId: string;
  readonly readerId: string;
  readonly purpose: string;
  readonly readTime: Date;
}

export const bindingIdOf = (userId: string, patientId: string): string => `${userId}:${patientId}`;

/** A name as a waiting hall may see it: 张*明, 李*, 欧阳**. The first character stays, and the last of three or more. */
export const maskName = (name: string): string => {
  const letters = [...name];
  if (letters.length <= 2) return `${letters[0] ?? ""}*`;
  return `${letters[0]}${"*".repeat(Math.min(letters.length - 2, 2))}${letters.at(-1)}`;
};

/** A card number as its user may see it: the last four characters. */
export const maskCardNumber = (cardNumber: string): string => `****${cardNumber.slice(-4)}`;

/** As people type names: without blanks at the ends, full-width forms as ordinary ones. */
export const plainName = (name: string): string => name.normalize("NFKC").trim().toUpperCase();
