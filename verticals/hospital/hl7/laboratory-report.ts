/** V14, in the order in which a report grows; an entry after FINAL replaces what was final. */
export const ReportStatus = {
  REGISTERED: "REGISTERED",
  PARTIAL: "PARTIAL",
  PRELIMINARY: "PRELIMINARY",
  FINAL: "FINAL",
  CORRECTED: "CORRECTED",
  CANCELLED: "CANCELLED",
} as const;
export type ReportStatus = (typeof ReportStatus)[keyof typeof ReportStatus];

/** OBR-25 (HL7 table 0123). */
export const STATUS_OF_RESULT: Readonly<Record<string, ReportStatus>> = {
  O: ReportStatus.REGISTERED,
  I: ReportStatus.REGISTERED,
  S: ReportStatus.REGISTERED,
  A: ReportStatus.PARTIAL,
  P: ReportStatus.PRELIMINARY,
  R: ReportStatus.PRELIMINARY,
  F: ReportStatus.FINAL,
  C: ReportStatus.CORRECTED,
  M: ReportStatus.CORRECTED,
  X: ReportStatus.CANCELLED,
};

/** OBX-8 (HL7 table 0078): values of which staff must know at once. */
const CRITICAL_FLAGS: ReadonlySet<string> = new Set(["HH", "LL", "AA", "<", ">"]);

/** One measured or observed value. */
export interface Observation {
  /** OBX-2: NM, ST, TX, FT, CE, CWE, SN, DT, TM … */
  readonly valueType: string;
  /** OBX-3. */
  readonly code: string;
  readonly name: string;
  /** LN is LOINC (V16). */
  readonly codeSystem: string;
  /** Tells apart several values of one code. */
  readonly subId: string;
  /** In clear, one per repetition. */
  readonly values: readonly string[];
  /** UCUM where the sender says so. */
  readonly unit: string;
  readonly referenceRange: string;
  readonly flags: readonly string[];
  /** OBX-11 (HL7 table 0085). */
  readonly status: string;
  readonly notes: readonly string[];
}

/** Who a report says that it is of. */
export interface ReportedPatient {
  /** PID-3 (and PID-2, PID-4 of old senders): numbers with their kind, as MR, PI, NNCHN. */
  readonly identifiers: readonly { readonly value: string; readonly kind: string }[];
  /** Family name and given name without a blank; as one text where it was sent so. */
  readonly name: string;
  /** `YYYY-MM-DD`; empty: not said. */
  readonly birthDate: string;
}

/** One order's results, of one patient, out of one message. */
export interface LaboratoryReport {
  readonly patient: ReportedPatient;
  /** The laboratory's number (OBR-3), or the hospital's own (OBR-2) where it gives none. */
  readonly reportNumber: string;
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly status: ReportStatus;
  readonly observeTime?: Date;
  /** When the laboratory made or changed it (OBR-22): of two versions the later one holds. */
  readonly statusTime?: Date;
  readonly observations: readonly Observation[];
  readonly notes: readonly string[];
}

/** Whether the sender marks a value as critical. */
export const isFlaggedCritical = ({ flags }: Observation): boolean => flags.some((flag) => CRITICAL_FLAGS.has(flag));
