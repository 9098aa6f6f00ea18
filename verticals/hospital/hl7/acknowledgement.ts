import { hl7Time } from "./hl7-time.ts";
import { type Hl7Message, textOf } from "./parse-message.ts";

/** What becomes of a message: taken, faulty (its sender may mend it), or never to be taken. */
type Verdict = "ACCEPTED" | "FAULTY" | "REJECTED";

/** Where and why a message was not taken. */
interface Refusal {
  /** HL7 table 0357. */
  readonly code: string;
  readonly reason: string;
  /** `OBR[1]-25`; empty: the message as a whole. */
  readonly field: string;
}

/** What an acknowledgement says. */
export interface Acknowledgement {
  readonly verdict: Verdict;
  /** Its own MSH-10. */
  readonly controlId: string;
  readonly refusal?: Refusal;
}

/** MSA-1 (HL7 table 0008): in original mode the application's word, in enhanced mode first the word of whoever keeps the message. */
const APPLICATION: Readonly<Record<Verdict, string>> = { ACCEPTED: "AA", FAULTY: "AE", REJECTED: "AR" };
const COMMIT: Readonly<Record<Verdict, string>> = { ACCEPTED: "CA", FAULTY: "CE", REJECTED: "CR" };

/**
 * The answers that a message's sender has asked for (HL7 v2.5, 2.9.2 and 2.9.3), each matched to it by MSA-2. Without MSH-15 and MSH-16 (original mode) one:
 * AA, AE or AR. With one of them (enhanced mode) CA, CE or CR where MSH-15 asks for it, and then AA, AE or AR where MSH-16 does; a message that was not kept
 * gets no second one. `message` is undefined for a block that could not be read: it is answered AR without a number.
 */
export const acknowledgementsOf = (
  message: Hl7Message | undefined,
  { verdict, controlId, refusal }: Acknowledgement,
  now: Date,
): string[] => {
  const header = message?.segments[0];
  const read = (field: number): string => (message ? textOf(message, header, field) : "");
  const say = (code: string, id: string): string => write({ read, code, controlId: id, refusal, now });
  const [wantsCommit, wantsApplication] = [read(15), read(16)];
  if (wantsCommit === "" && wantsApplication === "") return [say(APPLICATION[verdict], controlId)];
  const commit = isWanted(wantsCommit, verdict) ? [say(COMMIT[verdict], `${controlId}C`)] : [];
  const isKept = verdict === "ACCEPTED";
  const application = isKept && isWanted(wantsApplication, verdict) ? [say(APPLICATION[verdict], controlId)] : [];
  return [...commit, ...application];
};

/** HL7 table 0155: always, on success, on error, never. An empty field in enhanced mode is never. */
const isWanted = (condition: string, verdict: Verdict): boolean => {
  const isGood = verdict === "ACCEPTED";
  return condition === "AL" || (condition === "SU" && isGood) || (condition === "ER" && !isGood);
};

interface Answer {
  read(field: number): string;
  readonly code: string;
  readonly controlId: string;
  readonly refusal: Refusal | undefined;
  readonly now: Date;
}

/** Always with the standard's separators and in UTF-8, which MSH-18 says. */
const write = ({ read, code, controlId, refusal, now }: Answer): string => {
  const event = read(9) === "" ? "ACK" : "ACK^R01^ACK";
  const header = [
    "MSH",
    "^~\\&",
    read(5),
    read(6),
    read(3),
    read(4),
    hl7Time(now),
    "",
    event,
    controlId,
    "P",
    read(12) || "2.5",
  ];
  const lines = [
    [
      ...header.map((field, index) => (index < 2 || index === 8 ? field : escaped(field))),
      "",
      "",
      "",
      "",
      "",
      "UNICODE UTF-8",
    ],
    ["MSA", code, escaped(read(10)), ...(refusal ? [refusal.reason] : [])],
    ...(refusal ? [["ERR", "", locationOf(refusal.field), `${refusal.code}^${refusal.reason}^HL70357`, "E"]] : []),
  ];
  return `${lines.map((fields) => fields.join("|")).join("\r")}\r`;
};

/** `OBR[2]-25` as ERR-2 has it: segment, which of them, field. */
const locationOf = (field: string): string => {
  const match = /^([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+))?$/.exec(field);
  return match ? [match[1], match[2] ?? "1", match[3] ?? ""].join("^") : "";
};

const ESCAPES: Readonly<Record<string, string>> = {
  "|": "\\F\\",
  "^": "\\S\\",
  "&": "\\T\\",
  "~": "\\R\\",
  "\\": "\\E\\",
};
const escaped = (text: string): string => text.replace(/[|^&~\\]/g, (character) => ESCAPES[character] ?? character);
