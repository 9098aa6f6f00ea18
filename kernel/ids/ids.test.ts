/** Goal: ids are typed, sort by birth, and follow from a key where a retry must make the same one (P16). Method: tables and properties. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { birthOf, deriveId, isId, newId } from "./ids.ts";

const noon = new Date("2026-01-01T12:00:00.000Z");

describe("ids", () => {
  test("have their type in front and 26 characters behind", () => {
    expect(newId("trd", noon)).toMatch(/^trd_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(newId("trd", noon)).not.toBe(newId("trd", noon));
  });

  test("sort by the millisecond of their birth", () =>
    fc.assert(
      fc.property(fc.nat(2 ** 41), fc.integer({ min: 1, max: 1e6 }), (birth, later) => {
        expect(newId("trd", new Date(birth)) < newId("trd", new Date(birth + later))).toBe(true);
      }),
    ));

  test("tell the millisecond of their birth, and any other text the beginning of 1970", () => {
    expect(birthOf(newId("key", noon))).toEqual(noon);
    for (const text of ["", "till-7-0001", "key_01", `key_${"U".repeat(26)}`])
      expect(birthOf(text)).toEqual(new Date(0));
    expect(birthOf(`key_${"Z".repeat(26)}`).getTime()).not.toBeNaN();
  });

  test("P16: the same key and instant give the same id, another key another", () => {
    expect(deriveId("trd", noon, "mer_a", "order-1")).toBe(deriveId("trd", noon, "mer_a", "order-1"));
    expect(deriveId("trd", noon, "mer_a", "order-1")).not.toBe(deriveId("trd", noon, "mer_a", "order-2"));
  });

  test("P16: parts do not run into each other", () =>
    expect(deriveId("trd", noon, "a", "bc")).not.toBe(deriveId("trd", noon, "ab", "c")));

  test.each([
    ["trd", newId("trd", noon), true],
    ["str", "str_demomarket1", true],
    ["trd", "rfd_01ARYZ6S41TSV4RRFFQ69G5FAV", false],
    ["trd", "trd_", false],
    ["trd", "trd_abc", false],
    ["trd", "trd_abcd\n", false],
    ["trd", `trd_${"a".repeat(41)}`, false],
    ["trd", "trd_$where", false],
    ["trd", "", false],
  ])("isId(%j, %j) is %p", (prefix, text, expected) => expect(isId(prefix, text)).toBe(expected));
});
