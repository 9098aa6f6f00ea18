import type { ClientSession } from "mongoose";
import { newId } from "../../../kernel/ids/ids.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import type { LaboratoryReport } from "../hl7/laboratory-report.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { findByCard } from "../patient/find-patient.ts";
import { maskName } from "../patient/patient.ts";
import { openPerson } from "../patient/patient-model.ts";
import { announceReport } from "./announce-report.ts";
import { isCritical } from "./critical-range.ts";
import { matchPatient } from "./match-patient.ts";
import { decideRelease, decideVersion, type ReportContent } from "./report.ts";
import { digestOf, sealContent } from "./report-content.ts";
import type { ReportRow } from "./report-model.ts";

/** Whose listener a report came to, and with which message. */
export interface Arrival {
  readonly merchantId: string;
  readonly storeId: string;
  readonly sender: string;
  readonly messageId: string;
  readonly now: Date;
}

const CARD_NUMBER = /^[0-9A-Za-z]{6,20}$/;

/** Writes a report in the message's transaction: the first version, the next, or nothing where it says nothing new. */
export const storeReport = async (
  parts: HospitalParts,
  session: ClientSession,
  report: LaboratoryReport,
  arrival: Arrival,
): Promise<void> => {
  const { reports, seal } = parts;
  const key = keyOf(parts, report, arrival);
  const kept = await findRow(reports, key, session);
  const content = contentOf(report);
  const digest = digestOf(content);
  const decision = decideVersion(kept ?? undefined, { ...report, digest });
  if (!("status" in decision)) return;
  const { now } = arrival;
  const _id = kept?._id ?? newId("rpt", now);
  const ranges = (await findRow(parts.criticalRanges, { _id: arrival.storeId }, session))?.ranges ?? [];
  // Staff may have said whose it is; a correction does not ask them again.
  const patientId = kept?.patientId ?? (await findPatient(parts, report, arrival, session));
  const row = releasedAsDecided(
    {
      ...{ _id, ...key, merchantId: arrival.merchantId, digest, receiveTime: now, readBy: [] },
      ...{ status: decision.status, version: (kept?.version ?? 0) + 1, wasReleased: kept?.wasReleased ?? false },
      ...{ maskedName: maskName(report.patient.name), ...sealContent(seal, _id, content) },
      isCritical: report.observations.some((observation) => isCritical(observation, ranges)),
      ...(patientId !== undefined && { patientId }),
      ...(report.statusTime && { statusTime: report.statusTime }),
    },
    await isBound(parts, patientId, session),
    now,
  );
  if (kept) await reports.replaceOne({ _id }, row).session(session);
  else await insertRow(reports, row, session);
  await insertRow(parts.reportVersions, versionOf(row, arrival), session);
  await announceReport(parts, session, row, now);
};

/** What stays of this version when another replaces it. */
const versionOf = ({ _id, version, status, content, sealedBy }: ReportRow, { messageId, now }: Arrival) => ({
  ...{ _id: `${_id}:${version}`, reportId: _id, version, status },
  ...{ messageId, receiveTime: now, content, sealedBy },
});

/** One number of one laboratory for one person is one report. */
const keyOf = ({ cardIndex }: HospitalParts, { patient, reportNumber }: LaboratoryReport, arrival: Arrival) => {
  const numbers = patient.identifiers.map(({ value }) => value).sort();
  const identityIndex = cardIndex(`${arrival.merchantId} report ${JSON.stringify([...numbers, patient.name])}`);
  return { storeId: arrival.storeId, sender: arrival.sender, reportNumber, identityIndex };
};

const contentOf = ({ patient, serviceName, observations, notes, observeTime }: LaboratoryReport): ReportContent => ({
  ...{ patient, serviceName, notes },
  // Values that the laboratory has deleted (D) or posted in error (W).
  observations: observations.filter(({ status }) => status !== "D" && status !== "W"),
  ...(observeTime && { observeTime: observeTime.toISOString() }),
});

const findPatient = async (
  parts: HospitalParts,
  { patient }: LaboratoryReport,
  { merchantId }: Arrival,
  session: ClientSession,
): Promise<string | undefined> => {
  const candidates = [];
  for (const { value } of patient.identifiers) {
    const found = CARD_NUMBER.test(value) ? await findByCard(parts, merchantId, value, session) : null;
    if (found) candidates.push({ patientId: found._id, ...openPerson(parts.seal, found) });
  }
  return matchPatient(patient, candidates);
};

/** Whether anybody sees what the patient gets. */
export const isBound = async (
  { bindings }: HospitalParts,
  patientId: string | undefined,
  session: ClientSession,
): Promise<boolean> => patientId !== undefined && (await findRow(bindings, { patientId }, session)) !== null;

type Undecided = Omit<ReportRow, "task" | "releaseTime">;

/** The row with what its facts let it be: released or not, and what staff have to do. */
export const releasedAsDecided = (row: Undecided, bound: boolean, now: Date): ReportRow => {
  const { isReleased, task } = decideRelease({ ...row, isHandedOver: row.handOver !== undefined, isBound: bound });
  return { ...row, ...(task && { task }), ...(isReleased && { releaseTime: now, wasReleased: true }) };
};
