import type { ReportedPatient } from "../hl7/laboratory-report.ts";

/** A patient of the hospital whose visit card has one of a report's numbers. */
export interface Candidate {
  readonly patientId: string;
  readonly name: string;
  /** 18 characters, of which the seventh to the fourteenth are the date of birth. */
  readonly identityNumber: string;
}

const IDENTITY_NUMBER = /^\d{17}[\dXx]$/;

/**
 * V15: a report is somebody's where all of its card numbers that the hospital knows are theirs, and name, date of birth and identity number agree as far as it gives them. Whatever else (nobody, several,
 * another name) is for people to look at: undefined.
 */
export const matchPatient = (reported: ReportedPatient, candidates: readonly Candidate[]): string | undefined => {
  const [first, ...others] = candidates;
  if (!first || others.some(({ patientId }) => patientId !== first.patientId)) return undefined;
  const isSameName = comparable(reported.name) === comparable(first.name);
  const birth = first.identityNumber.slice(6, 14);
  const isSameBirth = reported.birthDate === "" || reported.birthDate.replaceAll("-", "") === birth;
  const identities = reported.identifiers.map(({ value }) => value).filter((value) => IDENTITY_NUMBER.test(value));
  const isSameIdentity = identities.every((value) => value.toUpperCase() === first.identityNumber);
  return isSameName && isSameBirth && isSameIdentity ? first.patientId : undefined;
};

/** Names without what systems write differently: width of letters, blanks, dots between parts. */
const comparable = (name: string): string =>
  name
    .normalize("NFKC")
    .replace(/[\s·•・.]/g, "")
    .toUpperCase();
