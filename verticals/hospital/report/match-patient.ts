import type { ReportedPatient } from "../hl7/laboratory-report.ts";

/** A patient of the hospital who has one of a report's numbers. */
export interface Candidate {
  readonly patientId: string;
  readonly name: string;
  /** `YYYY-MM-DD`, of the identity number. */
  readonly birthDate: string;
}

/**
 * V15: a report is somebody's where all of its numbers that the hospital knows are theirs, and name and date of birth agree. Whatever else (nobody, several,
 * another name) is for people to look at: undefined.
 */
export const matchPatient = (reported: ReportedPatient, candidates: readonly Candidate[]): string | undefined => {
  const [first, ...others] = candidates;
  if (!first || others.some(({ patientId }) => patientId !== first.patientId)) return undefined;
  const isSameName = comparable(reported.name) === comparable(first.name);
  const isSameBirth = reported.birthDate === "" || first.birthDate === "" || reported.birthDate === first.birthDate;
  return isSameName && isSameBirth ? first.patientId : undefined;
};

/** Names without what systems write differently: width of letters, blanks, dots between parts. */
const comparable = (name: string): string =>
  name
    .normalize("NFKC")
    .replace(/[\s·•・.]/g, "")
    .toUpperCase();
