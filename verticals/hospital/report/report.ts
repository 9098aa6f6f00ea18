import { type LaboratoryReport, ReportStatus } from "../hl7/laboratory-report.ts";

/** What staff have to do about a report; absent: nothing. */
export const ReportTask = { PATIENT: "PATIENT", CRITICAL: "CRITICAL", UNBOUND: "UNBOUND" } as const;
export type ReportTask = (typeof ReportTask)[keyof typeof ReportTask];

/** What decides of two versions of one report. */
export interface VersionFacts {
  readonly status: ReportStatus;
  /** When the laboratory made it. */
  readonly statusTime?: Date;
  /** Of its content. */
  readonly digest: string;
}

/** What becomes of a version that came: it is the first, replaces the one that is there, says nothing new, or is older than what is there. */
export type VersionDecision =
  | { readonly kind: "FIRST" | "REPLACE"; readonly status: ReportStatus }
  | { readonly kind: "SAME" | "STALE" };

const RANK: Readonly<Record<ReportStatus, number>> = {
  REGISTERED: 0,
  PARTIAL: 1,
  PRELIMINARY: 2,
  FINAL: 3,
  CORRECTED: 3,
  CANCELLED: 3,
};

/**
 * V14: registered → partial → preliminary → final → corrected or cancelled. Messages overtake each other, so an earlier stage, and what the laboratory made
 * earlier, changes nothing. Other content under a number that was final is a correction, whatever its sender calls it.
 */
export const decideVersion = (kept: VersionFacts | undefined, got: VersionFacts): VersionDecision => {
  if (!kept) return { kind: "FIRST", status: got.status };
  if (kept.digest === got.digest && kept.status === got.status) return { kind: "SAME" };
  const [before, after] = [RANK[kept.status], RANK[got.status]];
  if (after < before) return { kind: "STALE" };
  const bothTimes = kept.statusTime && got.statusTime;
  if (bothTimes && got.statusTime < kept.statusTime) return { kind: "STALE" };
  const wasFinal = before === RANK.FINAL;
  const isFinalAgain = wasFinal && got.status === ReportStatus.FINAL;
  // A correction repeats what it corrects; the original that comes after it without a time is late.
  if (isFinalAgain && kept.digest === got.digest) return { kind: "STALE" };
  if (isFinalAgain && kept.status !== ReportStatus.FINAL && !bothTimes) return { kind: "STALE" };
  return { kind: "REPLACE", status: isFinalAgain ? ReportStatus.CORRECTED : got.status };
};

/** Whether a patient may see a report of that status: not before it was verified, and of a withdrawn one only that it was, by who had seen it. */
const isForPatients = (status: ReportStatus, wasReleased: boolean): boolean =>
  status === ReportStatus.CANCELLED ? wasReleased : RANK[status] === RANK.FINAL;

/** What a report is of, when it has a patient and no critical value waits: whoever has bound the patient sees it. */
export interface ReleaseFacts {
  readonly status: ReportStatus;
  readonly patientId?: string;
  readonly isCritical: boolean;
  /** Whether staff have recorded that the critical values of this version were told. */
  readonly isHandedOver: boolean;
  readonly isBound: boolean;
  readonly wasReleased: boolean;
}

/** Whether it is released, and what staff have to do about it. A critical value is told by people, whoever the patient is (V14). */
export const decideRelease = (facts: ReleaseFacts): { readonly isReleased: boolean; readonly task?: ReportTask } => {
  const { status, patientId, isCritical, isHandedOver, isBound, wasReleased } = facts;
  const isHeld = isCritical && !isHandedOver && status !== ReportStatus.CANCELLED;
  if (isHeld) return { isReleased: false, task: ReportTask.CRITICAL };
  if (patientId === undefined) return { isReleased: false, task: ReportTask.PATIENT };
  const isReleased = isForPatients(status, wasReleased);
  return isReleased && !isBound ? { isReleased, task: ReportTask.UNBOUND } : { isReleased };
};

/** What of a report is sealed. */
export interface ReportContent extends Pick<LaboratoryReport, "serviceName" | "observations" | "notes" | "patient"> {
  /** ISO 8601. */
  readonly observeTime?: string;
}
