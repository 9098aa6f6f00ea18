import { readHl7Date, readHl7Time } from "./hl7-time.ts";
import {
  type LaboratoryReport,
  type Observation,
  type ReportedPatient,
  STATUS_OF_RESULT,
} from "./laboratory-report.ts";
import { componentOf, type Hl7Message, repetitionsOf, type Segment, textOf, wholeOf } from "./parse-message.ts";

/** Why a message gives no reports, and where in it: HL7 table 0357's code is what its sender is told. */
export interface ReportFault {
  readonly reason: keyof typeof REPORT_FAULTS;
  /** `OBR-25`; of the nth line of that name where it matters: `OBX[3]-11`. */
  readonly field: string;
}

/** Reasons with their code of HL7 table 0357; those that are `rejected` will never be taken from this sender (AR), the others are faults of this message (AE). */
export const REPORT_FAULTS = {
  MESSAGE_TYPE_UNSUPPORTED: { code: "200", isRejected: true },
  VERSION_UNSUPPORTED: { code: "203", isRejected: true },
  NOT_FOR_PRODUCTION: { code: "202", isRejected: true },
  CONTINUATION_UNSUPPORTED: { code: "207", isRejected: true },
  CONTROL_ID_MISSING: { code: "101", isRejected: false },
  PATIENT_MISSING: { code: "100", isRejected: false },
  REPORT_MISSING: { code: "100", isRejected: false },
  OBSERVATION_WITHOUT_REPORT: { code: "100", isRejected: false },
  REPORT_NUMBER_MISSING: { code: "101", isRejected: false },
  STATUS_UNKNOWN: { code: "103", isRejected: false },
  TIME_UNREADABLE: { code: "102", isRejected: false },
} as const satisfies Record<string, { code: string; isRejected: boolean }>;

/** A group under construction. */
interface Draft extends Omit<LaboratoryReport, "observations" | "notes"> {
  readonly observations: (Omit<Observation, "notes"> & { readonly notes: string[] })[];
  readonly notes: string[];
}

class Unreadable extends Error {
  readonly fault: ReportFault;
  constructor(reason: ReportFault["reason"], field: string) {
    super(reason);
    this.fault = { reason, field };
  }
}

/**
 * The reports of an ORU^R01: one for each OBR, each of the patient whose PID precedes it, so several patients in one message stay apart (V12). A message that
 * is wrong anywhere gives none: half a report would look like a whole one.
 */
export const readReports = (message: Hl7Message): readonly LaboratoryReport[] | ReportFault => {
  try {
    checkHeader(message);
    return readGroups(message);
  } catch (error) {
    if (error instanceof Unreadable) return error.fault;
    throw error;
  }
};

const checkHeader = (message: Hl7Message): void => {
  const header = message.segments[0];
  const type = `${textOf(message, header, 9)}^${textOf(message, header, 9, 2)}`;
  if (type !== "ORU^R01") throw new Unreadable("MESSAGE_TYPE_UNSUPPORTED", "MSH-9");
  if (textOf(message, header, 10) === "") throw new Unreadable("CONTROL_ID_MISSING", "MSH-10");
  // Training and debugging messages must not reach anybody's phone.
  const processing = textOf(message, header, 11);
  if (processing !== "P" && processing !== "") throw new Unreadable("NOT_FOR_PRODUCTION", "MSH-11");
  const version = textOf(message, header, 12);
  if (version !== "" && !version.startsWith("2.")) throw new Unreadable("VERSION_UNSUPPORTED", "MSH-12");
  const isPart =
    textOf(message, header, 14) !== "" || message.segments.some(({ name }) => name === "DSC" || name === "ADD");
  if (isPart) throw new Unreadable("CONTINUATION_UNSUPPORTED", "MSH-14");
};

const readGroups = (message: Hl7Message): readonly LaboratoryReport[] => {
  const reports: Draft[] = [];
  let patient: ReportedPatient | undefined;
  let report: Draft | undefined;
  let notes: string[] | undefined;
  const count: Record<string, number> = {};
  for (const segment of message.segments.slice(1)) {
    const { name } = segment;
    count[name] = (count[name] ?? 0) + 1;
    const place = (field: number): string => `${name}[${count[name]}]-${field}`;
    if (name === "PID") {
      patient = readPatient(message, segment);
      report = undefined;
      notes = [];
    } else if (name === "OBR") {
      if (!patient) throw new Unreadable("PATIENT_MISSING", "PID");
      report = readReport(message, segment, patient, place);
      notes = report.notes;
      reports.push(report);
    } else if (name === "OBX") {
      if (!report) throw new Unreadable("OBSERVATION_WITHOUT_REPORT", place(1));
      const observation = readObservation(message, segment);
      notes = observation.notes;
      report.observations.push(observation);
    } else if (name === "NTE") notes?.push(...textsOf(message, segment, 3));
  }
  if (!patient) throw new Unreadable("PATIENT_MISSING", "PID");
  if (reports.length === 0) throw new Unreadable("REPORT_MISSING", "OBR");
  return reports;
};

const readPatient = (message: Hl7Message, segment: Segment): ReportedPatient => {
  const numbers = [3, 2, 4].flatMap((field) => repetitionsOf(message, segment, field));
  const identifiers = numbers
    .map((number) => ({ value: componentOf(message, number, 1), kind: componentOf(message, number, 5) }))
    .filter(({ value }) => value !== "");
  const name = repetitionsOf(message, segment, 5)[0];
  return {
    identifiers,
    name: `${componentOf(message, name, 1)}${componentOf(message, name, 2)}`,
    birthDate: readHl7Date(textOf(message, segment, 7)),
  };
};

const readReport = (
  message: Hl7Message,
  segment: Segment,
  patient: ReportedPatient,
  place: (field: number) => string,
): Draft => {
  const reportNumber = textOf(message, segment, 3) || textOf(message, segment, 2);
  if (reportNumber === "") throw new Unreadable("REPORT_NUMBER_MISSING", place(3));
  const status = STATUS_OF_RESULT[textOf(message, segment, 25)];
  if (!status) throw new Unreadable("STATUS_UNKNOWN", place(25));
  const observeTime = readTime(textOf(message, segment, 7), place(7));
  const statusTime = readTime(textOf(message, segment, 22), place(22));
  return {
    patient,
    reportNumber,
    serviceCode: textOf(message, segment, 4),
    serviceName: textOf(message, segment, 4, 2) || textOf(message, segment, 4),
    status,
    ...(observeTime && { observeTime }),
    ...(statusTime && { statusTime }),
    observations: [],
    notes: [],
  };
};

const readTime = (text: string, field: string): Date | undefined => {
  if (text === "") return undefined;
  const time = readHl7Time(text);
  if (!time) throw new Unreadable("TIME_UNREADABLE", field);
  return time;
};

const CODED = new Set(["CE", "CWE", "CNE", "CF"]);

const readObservation = (message: Hl7Message, segment: Segment): Draft["observations"][number] => {
  const valueType = textOf(message, segment, 2);
  // Of a coded value people read the text; a structured number (SN: `>^100`) is read as it stands, without its separators.
  const readValue = (repetition: string): string => {
    if (CODED.has(valueType)) return componentOf(message, repetition, 2) || componentOf(message, repetition, 1);
    if (valueType === "SN") return [1, 2, 3, 4].map((part) => componentOf(message, repetition, part)).join("");
    return wholeOf(message, repetition);
  };
  return {
    valueType,
    code: textOf(message, segment, 3),
    name: textOf(message, segment, 3, 2) || textOf(message, segment, 3),
    codeSystem: textOf(message, segment, 3, 3),
    subId: textOf(message, segment, 4),
    values: repetitionsOf(message, segment, 5).map(readValue),
    unit: textOf(message, segment, 6),
    referenceRange: textOf(message, segment, 7),
    flags: repetitionsOf(message, segment, 8).map((flag) => componentOf(message, flag, 1)),
    status: textOf(message, segment, 11),
    notes: [],
  };
};

const textsOf = (message: Hl7Message, segment: Segment, field: number): string[] =>
  repetitionsOf(message, segment, field).map((repetition) => wholeOf(message, repetition));
