import { type Separators, unescapeText } from "./unescape-text.ts";

/** One line of a message. */
export interface Segment {
  /** `OBX` */
  readonly name: string;
  /** As sent, by their number: `fields[3]` is OBX-3. MSH-1 and MSH-2 are the separators themselves. */
  readonly fields: readonly string[];
}

/** A message of HL7 version 2, cut into lines and fields; what is within a field is read on demand. */
export interface Hl7Message {
  readonly separators: Separators;
  readonly segments: readonly Segment[];
}

const LINE_ENDS = /\r\n|\r|\n/;
/** The lines around the messages of a batch. */
const ENVELOPE = /^(?:FHS|BHS|BTS|FTS)(?![A-Z0-9])/;
const SEGMENT_NAME = /^[A-Z][A-Z0-9]{2}$/;

/** The messages of a text, each from its MSH on; several stand in one text in a batch (FHS, BHS), or where a sender has joined them. What precedes the first is `rest`. */
export const splitMessages = (text: string): { readonly messages: readonly string[]; readonly rest: string } => {
  const messages: string[][] = [];
  const rest: string[] = [];
  for (const line of text.replace(/^\uFEFF/, "").split(LINE_ENDS)) {
    if (line.trim() === "" || ENVELOPE.test(line)) continue;
    if (line.startsWith("MSH")) messages.push([]);
    (messages.at(-1) ?? rest).push(line);
  }
  return { messages: messages.map((lines) => lines.join("\r")), rest: rest.join("\r") };
};

/** Why a text is no message. */
export type MessageFault = "NO_HEADER" | "SEPARATORS_UNREADABLE" | "SEGMENT_UNREADABLE";

/** Cuts a message; its separators are those that its MSH-1 and MSH-2 name (V12). */
export const parseMessage = (text: string): Hl7Message | { readonly fault: MessageFault; readonly line: number } => {
  const lines = text.split(LINE_ENDS).filter((line) => line !== "");
  const header = lines[0] ?? "";
  if (!header.startsWith("MSH")) return { fault: "NO_HEADER", line: 1 };
  const separators = readSeparators(header);
  if (!separators) return { fault: "SEPARATORS_UNREADABLE", line: 1 };
  const segments = lines.map((line, index) => cutLine(line, separators, index === 0));
  const wrong = segments.findIndex(({ name }) => !SEGMENT_NAME.test(name));
  return wrong < 0 ? { separators, segments } : { fault: "SEGMENT_UNREADABLE", line: wrong + 1 };
};

const readSeparators = (header: string): Separators | undefined => {
  const field = header[3];
  if (field === undefined) return undefined;
  const [component = "", repetition = "", mark = "", subcomponent = ""] = header.slice(4).split(field, 1)[0] ?? "";
  const all = [field, component, repetition, mark, subcomponent].filter((character) => character !== "");
  // The first alone is never left out; the others may be, by senders that have no use for them.
  const areRight =
    component !== "" && new Set(all).size === all.length && all.every((one) => /[^\sA-Za-z0-9]/.test(one));
  return areRight ? { field, component, repetition, escape: mark, subcomponent } : undefined;
};

const cutLine = (line: string, { field }: Separators, isHeader: boolean): Segment => {
  const [name = "", ...fields] = line.split(field);
  return { name, fields: isHeader ? [name, field, ...fields] : [name, ...fields] };
};

/** A field's repetitions as sent; none where it is empty. HL7's explicit null (`""`) counts as empty. */
export const repetitionsOf = ({ separators }: Hl7Message, segment: Segment | undefined, field: number): string[] => {
  const raw = segment?.fields[field] ?? "";
  if (raw === "" || raw === '""') return [];
  return separators.repetition === "" ? [raw] : raw.split(separators.repetition);
};

/** A component of one repetition, in clear: `componentOf(message, "A&B^C", 1)` is `A&B`'s first subcomponent. Numbers begin with 1. */
export const componentOf = ({ separators }: Hl7Message, repetition: string | undefined, component: number): string => {
  const whole = (repetition ?? "").split(separators.component)[component - 1] ?? "";
  const first = separators.subcomponent === "" ? whole : (whole.split(separators.subcomponent)[0] ?? "");
  return unescapeText(first, separators).trim();
};

/** A component of a field's first repetition, in clear; empty where there is none. */
export const textOf = (message: Hl7Message, segment: Segment | undefined, field: number, component = 1): string =>
  componentOf(message, repetitionsOf(message, segment, field)[0], component);

/** A whole repetition in clear, its components and subcomponents as they stand: what a text or a number is read from. */
export const wholeOf = ({ separators }: Hl7Message, repetition: string): string => unescapeText(repetition, separators);
