/** Goal: an id and its digits are the same thing, both ways. Method: properties. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { digitsOfId, idOfDigits } from "./id-digits.ts";
import { newId } from "./ids.ts";

const aBirth = fc.date({
  min: new Date("2020-01-01T00:00:00Z"),
  max: new Date("2200-01-01T00:00:00Z"),
  noInvalidDate: true,
});

test("41 digits that begin with the date in China and lead back to the id", () =>
  fc.assert(
    fc.property(aBirth, (birth) => {
      const id = newId("trd", birth);
      const digits = digitsOfId(id) as string;
      const inChina = new Date(birth.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll("-", "");
      expect(digits).toMatch(/^\d{41}$/);
      expect(digits.startsWith(inChina)).toBe(true);
      expect(idOfDigits("trd", digits)).toBe(id);
    }),
  ));

test("they sort by birth, as ids do", () =>
  fc.assert(
    fc.property(aBirth, fc.integer({ min: 1, max: 1e9 }), (birth, later) => {
      const [first, second] = [newId("trd", birth), newId("trd", new Date(birth.getTime() + later))];
      expect((digitsOfId(first) as string) < (digitsOfId(second) as string)).toBe(true);
    }),
  ));

test.each(["trd_00000001", "usr_demoshopper1", "", "trd_"])("%j has none", (id) =>
  expect(digitsOfId(id)).toBeUndefined(),
);

test.each([
  ["too short", "2026112300000000"],
  ["no digits", "x".repeat(41)],
  ["a thirteenth month", `20261301${"0".repeat(33)}`],
  ["a day of 28 hours", `20261123${"99999999"}${"0".repeat(25)}`],
  ["a tail beyond 80 bits", `20261123${"00000000"}${"9".repeat(25)}`],
  ["before all time", `19690101${"0".repeat(33)}`],
])("%s is no id's", (_, digits) => expect(idOfDigits("trd", digits)).toBeUndefined());
