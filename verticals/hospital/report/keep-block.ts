import { hash } from "node:crypto";
import type { ClientSession } from "mongoose";
import { faultPoint } from "../../../kernel/config/fault-point.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { reportTasksChanged } from "../events.ts";
import { type Acknowledgement, acknowledgementsOf } from "../hl7/acknowledgement.ts";
import { decodeBlock } from "../hl7/decode-block.ts";
import type { LaboratoryReport } from "../hl7/laboratory-report.ts";
import { type Hl7Message, parseMessage, splitMessages, textOf } from "../hl7/parse-message.ts";
import { REPORT_FAULTS, readReports } from "../hl7/read-reports.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { InboundMessageRow } from "./report-model.ts";
import { storeReport } from "./store-report.ts";

/** Whose listener it is. */
interface Listener {
  readonly merchantId: string;
  readonly storeId: string;
}

/** What came, as far as it could be read. */
interface Inbound {
  readonly raw: Buffer;
  readonly sender: string;
  readonly controlId: string;
  readonly outcome: readonly LaboratoryReport[] | Fault;
}

interface Fault {
  readonly reason: string;
  readonly field: string;
  readonly code: string;
  readonly isRejected: boolean;
}

/** Faults of a text that is not yet a message (HL7 table 0357: 207, application internal error, is the nearest that there is). */
const unreadable = (reason: string, field = ""): Fault => ({ reason, field, code: "207", isRejected: true });

/**
 * Keeps what one block holds and gives its answers: each message by itself, in a commit of its own, so a bad one costs the others nothing (V12, V13). A message
 * that cannot be taken is kept as it came, in quarantine, and refused with its reason. Nothing is answered before its commit is durable: a sender that hears
 * nothing sends again, and the same again changes nothing.
 */
export const keepBlock =
  (parts: HospitalParts, listener: Listener) =>
  async (block: Buffer): Promise<readonly string[]> => {
    const text = decodeBlock(block);
    const { messages, rest } = text === undefined ? { messages: [], rest: "" } : splitMessages(text);
    const isBare = messages.length === 0;
    if (isBare || rest !== "") {
      const outcome = unreadable(text === undefined ? "CHARSET_UNREADABLE" : "HEADER_MISSING");
      const raw = isBare ? block : Buffer.from(rest);
      const said = await keepInbound(parts, listener, { raw, sender: "", controlId: "", outcome });
      if (isBare) return acknowledgementsOf(undefined, said, parts.clock.now());
    }
    const answers: string[] = [];
    for (const one of messages) answers.push(...(await keepMessage(parts, listener, one)));
    return answers;
  };

const keepMessage = async (parts: HospitalParts, listener: Listener, text: string): Promise<readonly string[]> => {
  const parsed = parseMessage(text);
  const message = "fault" in parsed ? undefined : parsed;
  const read = (field: number): string => (message ? textOf(message, message.segments[0], field) : "");
  const said = await keepInbound(parts, listener, {
    raw: Buffer.from(text),
    sender: message ? `${read(3)}@${read(4)}` : "",
    controlId: read(10),
    outcome: "fault" in parsed ? unreadable(parsed.fault, `line ${parsed.line}`) : outcomeOf(parsed),
  });
  return acknowledgementsOf(message, said, parts.clock.now());
};

const outcomeOf = (message: Hl7Message): Inbound["outcome"] => {
  const reports = readReports(message);
  return "reason" in reports ? { ...reports, ...REPORT_FAULTS[reports.reason] } : reports;
};

/** A message is another one unless every byte is the same: a control id that is used again for another patient is another message (V13). */
const messageIdOf = ({ storeId }: Listener, { raw }: Inbound): string =>
  `${storeId}:${hash("sha256", raw, "base64url")}`;

const keepInbound = async (parts: HospitalParts, listener: Listener, inbound: Inbound): Promise<Acknowledgement> => {
  const row = await runAgainOnDuplicate(() =>
    parts.store.transaction((session) => writeInbound(parts, session, listener, inbound)),
  );
  faultPoint("hl7.kept");
  const controlId = newId("ack", parts.clock.now()).slice(4, 23);
  const { verdict, code = "", reason, field = "" } = row;
  return { verdict, controlId, ...(reason !== undefined && { refusal: { code, reason, field } }) };
};

const writeInbound = async (
  parts: HospitalParts,
  session: ClientSession,
  listener: Listener,
  inbound: Inbound,
): Promise<InboundMessageRow> => {
  const now = parts.clock.now();
  const _id = messageIdOf(listener, inbound);
  const known = await findRow(parts.inboundMessages, { _id }, session);
  if (known) {
    await updateRow(parts.inboundMessages, { filter: { _id }, update: { $inc: { timesSeen: 1 } } }, { session });
    return known;
  }
  const { sender, controlId, outcome } = inbound;
  const row = { _id, storeId: listener.storeId, sender, controlId, receiveTime: now, timesSeen: 1 };
  if ("reason" in outcome) return quarantine(parts, session, { ...row, ...refusalOf(outcome) }, inbound);
  for (const report of outcome) await storeReport(parts, session, report, { ...listener, sender, messageId: _id, now });
  const taken: InboundMessageRow = { ...row, verdict: "ACCEPTED" };
  await insertRow(parts.inboundMessages, taken, session);
  return taken;
};

const refusalOf = ({ reason, field, code, isRejected }: Fault) =>
  ({ reason, field, code, verdict: isRejected ? "REJECTED" : "FAULTY" }) as const;

const quarantine = async (
  { inboundMessages, outbox, seal }: HospitalParts,
  session: ClientSession,
  refused: InboundMessageRow,
  { raw }: Inbound,
): Promise<InboundMessageRow> => {
  const sealed = { raw: seal.seal(`hospital message ${refused._id}`, raw), sealedBy: seal.sealedBy };
  const row: InboundMessageRow = { ...refused, ...sealed, isOpen: true };
  await insertRow(inboundMessages, row, session);
  const news = { storeId: row.storeId, isCritical: false };
  await outbox.append(session, reportTasksChanged, news, { now: row.receiveTime, traceparent: "", key: row._id });
  return row;
};
