/**
 * Goal: a laboratory's message becomes a report of the right patient, or a message in quarantine with a refusal, once, whatever its shape and however often it
 * comes. Method: real nodes; messages through the hospital's own listener, over a socket; then the patient's and the staff's rpcs.
 */
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { freePort } from "../../../kernel/harness/nats-server.ts";
import { startTestNode, type TestNode } from "../../../kernel/harness/test-node.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { HospitalServiceDefinition } from "../../../proto/gen/paywindow/hospital/v1/hospital.ts";
import { Relation } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import { ReportStatus, ReportTask } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import { content } from "../../../services/content/content.service.ts";
import { payments } from "../../../services/payments/payments.service.ts";
import { frameBlock, mllpFrames } from "../hl7/mllp-frames.ts";
import { hospital } from "../hospital.service.ts";

const STORE = "str_demohospital1";
const clock: FixedClock = fixedClock("2026-11-23T02:00:00.000Z");
const father: Caller = { kind: "user", id: "usr_demoshopper1" };
const stranger: Caller = { kind: "user", id: "usr_demoshopper2" };
const nurse: Caller = {
  ...{ kind: "staff", id: "stf_demonurse1", tenantId: "mer_demohospital", siteIds: [STORE], roles: ["nurse"] },
};

let world: TestNode;
let port: number;
beforeAll(async () => {
  port = await freePort();
  const mllp = { port, storeId: STORE, peers: ["127.0.0.1"] };
  world = await startTestNode({ modules: [payments, content, hospital], demo: true, clock, config: { mllp } });
  await as(father).bindPatient({
    merchantId: "mer_demohospital",
    ...LI,
    relation: Relation.RELATION_SELF,
    consent: true,
  });
});
afterAll(() => world.stop());

const as = (caller: Caller) => world.as(caller, HospitalServiceDefinition);

const LI = { cardNumber: "RH20260001", name: "李小明", identityNumber: "990101198803070019" };
const WANG = { cardNumber: "RH20260002", name: "王芳", identityNumber: "990101199205120025" };
const LI_ID = "pat_demopatient1";

interface Sent {
  readonly controlId?: string;
  readonly number: string;
  readonly person?: typeof LI;
  readonly status?: string;
  readonly value?: string;
  readonly flag?: string;
  readonly minute?: string;
}

let sent = 0;
const aMessage = ({
  number,
  person = LI,
  status = "F",
  value = "148",
  flag = "N",
  minute = "00",
  controlId,
}: Sent): string =>
  [
    `MSH|^~\\&|LIS|LAB|HIS|RH|20261123100000||ORU^R01^ORU_R01|${controlId ?? `C${++sent}`}|P|2.5`,
    `PID|1||${person.cardNumber}^^^RH^MR~${person.identityNumber}^^^^NNCHN||${person.name}`,
    `OBR|1||${number}|CBC^血常规|||20261123080000|||||||||||||||2026112310${minute}|||${status}`,
    `OBX|1|NM|718-7^血红蛋白^LN||${value}|g/L|130-175|${flag}|||F`,
  ].join("\r");

/** Sends blocks as they are, and gives so many answers. */
const sendBlocks = async (blocks: readonly Buffer[], count = blocks.length): Promise<string[]> => {
  // What came later is first in lists.
  clock.advance(1_000);
  const socket = connect(port, "127.0.0.1");
  const frames = mllpFrames();
  const answers: string[] = [];
  for (const block of blocks) socket.write(frameBlock(block));
  for await (const bytes of socket as AsyncIterable<Buffer>) {
    answers.push(...frames.push(bytes).map(String));
    if (answers.length >= count) break;
  }
  socket.destroy();
  return answers;
};
const send = async (...messages: string[]): Promise<string[]> => {
  const answers = await sendBlocks(messages.map((message) => Buffer.from(message)));
  return answers.map((answer) => /\rMSA\|([^\r]*)/.exec(answer)?.[1] ?? "");
};

const reportsOf = async (caller: Caller, patientId = LI_ID) => (await as(caller).listReports({ patientId })).reports;
const tasks = async () => (await as(nurse).listReportTasks({ storeId: STORE })).tasks;
const taskOf = async (number: string) => (await tasks()).find(({ reportNumber }) => reportNumber === number);
const quarantined = async () => (await as(nurse).listQuarantine({ storeId: STORE })).messages;

test("H7, V12: a report finds its patient, is read by whoever bound them, and by nobody else", async () => {
  expect(await send(aMessage({ controlId: "M1", number: "F1" }))).toEqual(["AA|M1"]);
  const [summary] = await reportsOf(father);
  expect(summary).toMatchObject({
    patientId: LI_ID,
    maskedName: "李*明",
    serviceName: "血常规",
    version: 1,
    isRead: false,
  });
  const reportId = summary?.reportId ?? "";
  expect(await as(father).getReport({ reportId })).toMatchObject({
    summary: { status: ReportStatus.REPORT_STATUS_FINAL },
    values: [
      { name: "血红蛋白", codeSystem: "LN", values: ["148"], unit: "g/L", referenceRange: "130-175", flags: ["N"] },
    ],
    observeTime: new Date("2026-11-23T00:00:00Z"),
  });
  expect((await reportsOf(father))[0]?.isRead).toBe(true);
  await expect(as(stranger).getReport({ reportId })).rejects.toMatchObject({ reason: "REPORT_NOT_FOUND" });
  await expect(reportsOf(stranger)).rejects.toMatchObject({ reason: "PATIENT_NOT_BOUND" });
});

test("H7: whoever bound the patient is told once, without a result", async () => {
  await send(aMessage({ number: "F2" }));
  const sentTo = { userId: "usr_demoshopper1" };
  const messages = await world.store("hospital").connection.model("HospitalMessage").find(sentTo).lean();
  const keys = messages.map(({ _id }) => String(_id));
  expect(new Set(keys).size).toBe(keys.length);
  expect(JSON.stringify(messages)).not.toContain("148");
});

test("V13: the same message again changes nothing; its control id with another content is another message", async () => {
  const message = aMessage({ controlId: "SAME", number: "F3" });
  expect(await send(message, message)).toEqual(["AA|SAME", "AA|SAME"]);
  expect(await send(aMessage({ controlId: "SAME", number: "F3", person: WANG }))).toEqual(["AA|SAME"]);
  const versions = (await reportsOf(father)).filter(({ version }) => version > 1);
  expect(versions).toEqual([]);
  // Of Wang, whom nobody has bound.
  expect(await taskOf("F3")).toMatchObject({ task: ReportTask.REPORT_TASK_UNBOUND, summary: { maskedName: "王*" } });
});

test("V14: a corrected report replaces and is marked, unread again; what comes late changes nothing", async () => {
  await send(aMessage({ number: "F4", minute: "10" }));
  const before = (await reportsOf(father))[0];
  await as(father).getReport({ reportId: before?.reportId ?? "" });
  await send(aMessage({ number: "F4", status: "C", value: "108", minute: "20" }));
  await send(
    aMessage({ number: "F4", minute: "10", controlId: "LATE" }),
    aMessage({ number: "F4", status: "P", value: "1", minute: "30" }),
  );
  const after = (await reportsOf(father)).find(({ reportId }) => reportId === before?.reportId);
  expect(after).toMatchObject({ version: 2, status: ReportStatus.REPORT_STATUS_CORRECTED, isRead: false });
  expect(await as(father).getReport({ reportId: before?.reportId ?? "" })).toMatchObject({
    values: [{ values: ["108"] }],
  });
});

test("V14: a critical value is not pushed: staff are alerted, the hand-over is recorded, then it is released", async () => {
  await send(aMessage({ number: "F5", value: "52", flag: "LL" }));
  expect((await tasks())[0]).toMatchObject({ reportNumber: "F5", task: ReportTask.REPORT_TASK_CRITICAL });
  const reportId = (await taskOf("F5"))?.summary?.reportId ?? "";
  await expect(as(father).getReport({ reportId })).rejects.toMatchObject({ reason: "REPORT_NOT_FOUND" });
  await expect(as(nurse).recordHandOver({ reportId, version: 2, toldTo: "周医生" })).rejects.toMatchObject({
    reason: "REPORT_CHANGED",
  });
  await as(nurse).recordHandOver({ reportId, version: 1, toldTo: "周医生" });
  await as(nurse).recordHandOver({ reportId, version: 1, toldTo: "周医生" });
  expect(await taskOf("F5")).toBeUndefined();
  expect(await as(father).getReport({ reportId })).toMatchObject({ values: [{ values: ["52"] }] });
});

test("V14: a value beyond the hospital's own bounds is critical without a flag", async () => {
  const manager: Caller = { ...nurse, roles: ["manager"] } as Caller;
  const range = { code: "718-7", unit: "g/L", below: "60", above: "" };
  await as(manager).setCriticalRanges({ storeId: STORE, ranges: [range] });
  await send(aMessage({ number: "F6", value: "59.9" }));
  expect(await taskOf("F6")).toMatchObject({ task: ReportTask.REPORT_TASK_CRITICAL });
});

test("V15: another name is nobody's until staff say whose; later versions go the same way", async () => {
  await send(aMessage({ number: "F7", person: { ...LI, name: "李晓明" } }));
  const summary = (await taskOf("F7"))?.summary;
  expect(await taskOf("F7")).toMatchObject({ task: ReportTask.REPORT_TASK_PATIENT, summary: { patientId: "" } });
  const reportId = summary?.reportId ?? "";
  expect(await as(nurse).readStoreReport({ reportId, purpose: "查找患者" })).toMatchObject({ reportedName: "李晓明" });
  await expect(as(nurse).assignReport({ reportId, cardNumber: "RH99999999", version: 1 })).rejects.toMatchObject({
    reason: "PATIENT_NOT_FOUND",
  });
  await as(nurse).assignReport({ reportId, cardNumber: LI.cardNumber, version: 1 });
  expect(await as(father).getReport({ reportId })).toMatchObject({ summary: { version: 1 } });
  await send(aMessage({ number: "F7", person: { ...LI, name: "李晓明" }, status: "C", value: "150" }));
  expect(await as(father).getReport({ reportId })).toMatchObject({
    summary: { version: 2 },
    values: [{ values: ["150"] }],
  });
});

describe("V12, V13: real-world shapes", () => {
  test("several messages in one block, LF, a BOM and one bad among them: each by itself", async () => {
    const bad = aMessage({ number: "F8", status: "?", controlId: "BAD" });
    const text = `\uFEFF${[aMessage({ number: "F9", controlId: "GOOD1" }), bad, aMessage({ number: "F10", controlId: "GOOD2" })].join("\r")}`;
    const answers = await sendBlocks([Buffer.from(text.replaceAll("\r", "\n"))], 3);
    expect(answers.map((answer) => /\rMSA\|([^\r]*)/.exec(answer)?.[1])).toEqual([
      "AA|GOOD1",
      "AE|BAD|STATUS_UNKNOWN",
      "AA|GOOD2",
    ]);
    expect(await quarantined()).toMatchObject([
      { sender: "LIS@LAB", controlId: "BAD", reason: "STATUS_UNKNOWN", field: "OBR[1]-25", timesSeen: 1 },
    ]);
  });

  test("bytes that are no text, and a text without a header, are refused and kept; a settled one is gone from the list", async () => {
    const before = (await quarantined()).length;
    const answers = await sendBlocks([Buffer.from([0x4d, 0xff, 0xff]), Buffer.from("hello")]);
    expect(answers.map((answer) => /\rMSA\|([^\r]*)/.exec(answer)?.[1])).toEqual([
      "AR||CHARSET_UNREADABLE",
      "AR||HEADER_MISSING",
    ]);
    const found = (await quarantined()).slice(before);
    expect(found.map(({ reason }) => reason).sort()).toEqual(["CHARSET_UNREADABLE", "HEADER_MISSING"]);
    const messageId = found[0]?.messageId ?? "";
    await as(nurse).settleQuarantined({ storeId: STORE, messageId, note: "已联系检验科" });
    await as(nurse).settleQuarantined({ storeId: STORE, messageId, note: "已联系检验科" });
    expect((await quarantined()).map((message) => message.messageId)).not.toContain(messageId);
  });

  test("twenty copies at once over as many lines are one report", async () => {
    const message = aMessage({ number: "F11", controlId: "RACE" });
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(message)));
    expect(new Set(answers.flat())).toEqual(new Set(["AA|RACE"]));
    expect((await reportsOf(father)).filter(({ version }) => version > 1).length).toBe(2);
  });
});

test("H7: personal data stand in no row in clear where the node has a key, and staff of another hospital see nothing", async () => {
  const elsewhere: Caller = { ...nurse, tenantId: "mer_other", siteIds: ["str_other1"] } as Caller;
  await expect(as(elsewhere).listReportTasks({ storeId: STORE })).rejects.toMatchObject({
    reason: "CALLER_NOT_ALLOWED",
  });
  const reportId = (await reportsOf(father))[0]?.reportId ?? "";
  await expect(as(elsewhere).readStoreReport({ reportId, purpose: "好奇" })).rejects.toMatchObject({
    reason: "REPORT_NOT_FOUND",
  });
});
