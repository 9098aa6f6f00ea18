/** Goal: reports are read whole or refused with a place and a reason, and answered as their sender asked. Method: one message in the manner of a Chinese laboratory, changed at one place at a time. */
import { describe, expect, test } from "@jest/globals";
import { type Acknowledgement, acknowledgementsOf } from "./acknowledgement.ts";
import { hl7Time, readHl7Time } from "./hl7-time.ts";
import { parseMessage } from "./parse-message.ts";
import { readReports } from "./read-reports.ts";

const HEADER = "MSH|^~\\&|LIS|LAB|HIS|RH|20261123093000||ORU^R01^ORU_R01|MSG7|P|2.5";
const PATIENT = "PID|1||V001^^^RH^MR~110101199003070038^^^^NNCHN||张^三||19900307|M";
const BLOOD = [
  "ORC|RE|P1|F1",
  "OBR|1|P1|F1|CBC^血常规^L|||20261123080000|||||||||||||||20261123092900|||F",
  "OBX|1|NM|718-7^血红蛋白^LN||148|g/L|130-175|N|||F",
  "NTE|1||复查\\T\\复核",
  "OBX|2|NM|6690-2^白细胞^LN||0.8|10*9/L|3.5-9.5|LL|||F",
  "OBX|3|SN|5778-6^尿色^LN||>^100|||||||F",
  "OBX|4|CWE|883-9^血型^LN||A^A 型^L~D^阳性^L|||||||F",
];
const text = (...lines: string[]): string => [HEADER, PATIENT, ...lines].join("\r");

const parsed = (message: string) => {
  const result = parseMessage(message);
  if ("fault" in result) throw new Error(result.fault);
  return result;
};
const read = (message: string) => readReports(parsed(message));

test("V12: repeated OBX with their notes, coded and structured values", () => {
  expect(read(text(...BLOOD))).toEqual([
    {
      patient: {
        identifiers: [
          { value: "V001", kind: "MR" },
          { value: "110101199003070038", kind: "NNCHN" },
        ],
        name: "张三",
        birthDate: "1990-03-07",
      },
      ...{ reportNumber: "F1", serviceCode: "CBC", serviceName: "血常规", status: "FINAL", notes: [] },
      ...{ observeTime: new Date("2026-11-23T00:00:00Z"), statusTime: new Date("2026-11-23T01:29:00Z") },
      observations: [
        expect.objectContaining({
          code: "718-7",
          codeSystem: "LN",
          values: ["148"],
          unit: "g/L",
          notes: ["复查&复核"],
        }),
        expect.objectContaining({ name: "白细胞", flags: ["LL"], referenceRange: "3.5-9.5" }),
        expect.objectContaining({ valueType: "SN", values: [">100"] }),
        expect.objectContaining({ values: ["A 型", "阳性"] }),
      ],
    },
  ]);
});

test("V12: several OBR are several reports, and several patients in one message are never merged into one", () => {
  const other = PATIENT.replace("V001", "V002").replace("张^三", "李四");
  const urine = BLOOD[1]?.replace("F1|CBC^血常规", "F2|U^尿常规") ?? "";
  const reports = read(
    text(
      ...BLOOD,
      urine,
      "OBX|1|ST|U1||阴性||||||F",
      other,
      BLOOD[1]?.replace("F1", "F3") ?? "",
      "OBX|1|NM|X||1||||||F",
    ),
  );
  if (!Array.isArray(reports)) throw new Error("refused");
  expect(
    reports.map(({ reportNumber, patient, observations }) => [reportNumber, patient.name, observations.length]),
  ).toEqual([
    ["F1", "张三", 4],
    ["F2", "张三", 1],
    ["F3", "李四", 1],
  ]);
});

test.each([
  ["MESSAGE_TYPE_UNSUPPORTED", "MSH-9", text(...BLOOD).replace("ORU^R01^ORU_R01", "ADT^A01")],
  ["CONTROL_ID_MISSING", "MSH-10", text(...BLOOD).replace("MSG7", "")],
  ["NOT_FOR_PRODUCTION", "MSH-11", text(...BLOOD).replace("|P|2.5", "|T|2.5")],
  ["VERSION_UNSUPPORTED", "MSH-12", text(...BLOOD).replace("|2.5", "|3.0")],
  ["CONTINUATION_UNSUPPORTED", "MSH-14", text(...BLOOD).replace("|2.5", "|2.5||9")],
  ["PATIENT_MISSING", "PID", [HEADER, ...BLOOD].join("\r")],
  ["REPORT_MISSING", "OBR", text()],
  ["OBSERVATION_WITHOUT_REPORT", "OBX[1]-1", text(BLOOD[2] ?? "")],
  ["REPORT_NUMBER_MISSING", "OBR[1]-3", text(BLOOD[1]?.replace("|P1|F1|", "|||") ?? "")],
  ["STATUS_UNKNOWN", "OBR[1]-25", text(BLOOD[1]?.replace(/F$/, "Q") ?? "")],
  ["TIME_UNREADABLE", "OBR[1]-7", text(BLOOD[1]?.replace("20261123080000", "20260230") ?? "")],
])("V13: %s at %s", (reason, field, message) => expect(read(message)).toEqual({ reason, field }));

test("V12: an observation of the second patient that precedes its report is not the first one's", () => {
  const other = PATIENT.replace("V001", "V002");
  expect(read(text(...BLOOD, other, "OBX|1|NM|X||1||||||F"))).toEqual({
    reason: "OBSERVATION_WITHOUT_REPORT",
    field: "OBX[5]-1",
  });
});

test.each([
  ["2026", "2025-12-31T16:00:00.000Z"],
  ["20261123", "2026-11-22T16:00:00.000Z"],
  ["202611230930", "2026-11-23T01:30:00.000Z"],
  ["20261123093015.123+0000", "2026-11-23T09:30:15.000Z"],
  ["20261131", undefined],
  ["yesterday", undefined],
])("a time of %s is %s", (sent, instant) => expect(readHl7Time(sent)?.toISOString()).toBe(instant));

describe("V12: acknowledgements", () => {
  const now = new Date("2026-11-23T01:30:00Z");
  const good: Acknowledgement = { verdict: "ACCEPTED", controlId: "A1" };
  const bad: Acknowledgement = {
    verdict: "FAULTY",
    controlId: "A1",
    refusal: { code: "103", reason: "STATUS_UNKNOWN", field: "OBR[1]-25" },
  };
  const codes = (message: string, said: Acknowledgement): string[] =>
    acknowledgementsOf(parsed(message), said, now).map((answer) => /\rMSA\|(\w+)\|MSG7/.exec(answer)?.[1] ?? "");
  const enhanced = (accept: string, application: string): string =>
    text(...BLOOD).replace("|2.5", `|2.5|||${accept}|${application}`);

  test("original mode: one, with sender and receiver changed round, and the place of what is wrong", () => {
    expect(acknowledgementsOf(parsed(text(...BLOOD)), bad, now)).toEqual([
      "MSH|^~\\&|HIS|RH|LIS|LAB|20261123093000+0800||ACK^R01^ACK|A1|P|2.5||||||UNICODE UTF-8\r" +
        "MSA|AE|MSG7|STATUS_UNKNOWN\rERR||OBR^1^25|103^STATUS_UNKNOWN^HL70357|E\r",
    ]);
    expect(codes(text(...BLOOD), good)).toEqual(["AA"]);
    expect(codes(text(...BLOOD), { ...bad, verdict: "REJECTED" })).toEqual(["AR"]);
  });

  test.each([
    ["AL", "AL", ["CA", "AA"], ["CE"]],
    ["AL", "NE", ["CA"], ["CE"]],
    ["ER", "AL", ["AA"], ["CE"]],
    ["SU", "ER", ["CA"], []],
    ["NE", "", [], []],
  ])("enhanced mode: %s and %s", (accept, application, forGood, forBad) => {
    expect(codes(enhanced(accept, application), good)).toEqual(forGood);
    expect(codes(enhanced(accept, application), bad)).toEqual(forBad);
  });

  test("a block that nobody could read is answered too", () => {
    expect(acknowledgementsOf(undefined, { ...bad, verdict: "REJECTED" }, now)[0]).toContain(
      "\rMSA|AR||STATUS_UNKNOWN\r",
    );
  });

  test("our own times are read back", () => expect(readHl7Time(hl7Time(now))).toEqual(now));
});
