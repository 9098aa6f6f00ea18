/** Goal: of versions that overtake each other the right one stays, and nothing reaches a patient that people must tell. Method: the pure decisions, by table. */
import { describe, expect, test } from "@jest/globals";
import type { Observation, ReportStatus } from "../hl7/laboratory-report.ts";
import { isCritical } from "./critical-range.ts";
import { matchPatient } from "./match-patient.ts";
import { decideRelease, decideVersion, type ReleaseFacts, type VersionFacts } from "./report.ts";

const aVersion = (status: ReportStatus, digest = "one", minute?: number): VersionFacts => ({
  ...{ status, digest },
  ...(minute !== undefined && { statusTime: new Date(minute * 60_000) }),
});

test.each<[string, VersionFacts | undefined, VersionFacts, ReturnType<typeof decideVersion>]>([
  ["the first", undefined, aVersion("PARTIAL"), { kind: "FIRST", status: "PARTIAL" }],
  ["the next stage", aVersion("PARTIAL"), aVersion("FINAL", "two"), { kind: "REPLACE", status: "FINAL" }],
  ["the same stage with more", aVersion("PARTIAL"), aVersion("PARTIAL", "two"), { kind: "REPLACE", status: "PARTIAL" }],
  ["the same again", aVersion("FINAL"), aVersion("FINAL"), { kind: "SAME" }],
  ["an earlier stage", aVersion("FINAL"), aVersion("PRELIMINARY", "two"), { kind: "STALE" }],
  ["a correction", aVersion("FINAL"), aVersion("CORRECTED", "two"), { kind: "REPLACE", status: "CORRECTED" }],
  ["other content called final", aVersion("FINAL"), aVersion("FINAL", "two"), { kind: "REPLACE", status: "CORRECTED" }],
  ["what was made earlier", aVersion("CORRECTED", "two", 5), aVersion("FINAL", "one", 3), { kind: "STALE" }],
  [
    "what was made later",
    aVersion("CORRECTED", "two", 5),
    aVersion("FINAL", "three", 7),
    { kind: "REPLACE", status: "CORRECTED" },
  ],
  [
    "the original after its correction, without times",
    aVersion("CORRECTED", "two"),
    aVersion("FINAL"),
    { kind: "STALE" },
  ],
  ["a cancellation", aVersion("FINAL"), aVersion("CANCELLED", "two"), { kind: "REPLACE", status: "CANCELLED" }],
  ["a stage after a cancellation", aVersion("CANCELLED", "two"), aVersion("PARTIAL"), { kind: "STALE" }],
])("V14: %s", (_, kept, got, decision) => expect(decideVersion(kept, got)).toEqual(decision));

const facts: ReleaseFacts = {
  ...{ status: "FINAL", patientId: "pat_1", isCritical: false },
  ...{ isHandedOver: false, isBound: true, wasReleased: false },
};

test.each<[string, Partial<ReleaseFacts>, ReturnType<typeof decideRelease>]>([
  ["a final report of somebody bound is theirs", {}, { isReleased: true }],
  ["a preliminary one waits", { status: "PRELIMINARY" }, { isReleased: false }],
  [
    "a critical one is held, even where nobody knows whose it is",
    { isCritical: true, patientId: undefined },
    { isReleased: false, task: "CRITICAL" },
  ],
  [
    "a critical preliminary one, too: staff must know at once",
    { isCritical: true, status: "PARTIAL" },
    { isReleased: false, task: "CRITICAL" },
  ],
  ["once it was told it goes out", { isCritical: true, isHandedOver: true }, { isReleased: true }],
  ["of nobody we know", { patientId: undefined }, { isReleased: false, task: "PATIENT" }],
  ["of somebody whom nobody has bound", { isBound: false }, { isReleased: true, task: "UNBOUND" }],
  ["withdrawn before anybody saw it", { status: "CANCELLED" }, { isReleased: false }],
  [
    "withdrawn after somebody saw it",
    { status: "CANCELLED", wasReleased: true, isCritical: true },
    { isReleased: true },
  ],
])("V14, V15: %s", (_, change, decision) => expect(decideRelease({ ...facts, ...change })).toEqual(decision));

describe("V14: critical values", () => {
  const anObservation = (values: string[], flags: string[] = [], unit = "mmol/L"): Observation => ({
    ...{
      valueType: "NM",
      code: "2823-3",
      name: "钾",
      codeSystem: "LN",
      subId: "",
      referenceRange: "",
      status: "F",
      notes: [],
    },
    ...{ values, flags, unit },
  });
  const ranges = [{ code: "2823-3", unit: "mmol/L", below: 2.8, above: 6.2 }];
  test.each([
    [["2.7"], [], "mmol/L", true],
    [["2.8"], [], "mmol/L", false],
    [["6.3"], [], "mmol/L", true],
    [["> 7"], [], "mmol/L", true],
    [["4", "1.0"], [], "mmol/L", true],
    [["1.0"], [], "mEq/L", false],
    [["溶血"], [], "mmol/L", false],
    [["4"], ["HH"], "mmol/L", true],
    [["4"], ["H"], "mmol/L", false],
  ])("%j %j %s: %s", (values, flags, unit, expected) =>
    expect(isCritical(anObservation(values, flags, unit), ranges)).toBe(expected),
  );
});

describe("V15: whose report it is", () => {
  const reported = { identifiers: [], name: "张三", birthDate: "1990-03-07" };
  const zhang = { patientId: "pat_1", name: "张三", identityNumber: "990101199003070038" };
  const withNumber = (value: string) => ({
    ...reported,
    identifiers: [
      { value: "RH1", kind: "MR" },
      { value, kind: "" },
    ],
  });
  test.each([
    ["all numbers are one person's", reported, [zhang, zhang], "pat_1"],
    ["written otherwise", { ...reported, name: "Ａ·张 三" }, [{ ...zhang, name: "a张三" }], "pat_1"],
    ["nobody has them", reported, [], undefined],
    ["two people have them", reported, [zhang, { ...zhang, patientId: "pat_2" }], undefined],
    ["another name", { ...reported, name: "李四" }, [zhang], undefined],
    ["another date of birth", { ...reported, birthDate: "1991-03-07" }, [zhang], undefined],
    ["her identity number", withNumber("990101199003070038"), [zhang], "pat_1"],
    ["another identity number", withNumber("990101199003070046"), [zhang], undefined],
    ["no date of birth", { ...reported, birthDate: "" }, [zhang], "pat_1"],
  ])("%s", (_, patient, candidates, expected) => expect(matchPatient(patient, candidates)).toBe(expected));
});
