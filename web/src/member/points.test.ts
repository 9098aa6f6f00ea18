/** What a member reads of the points, from the entries as the platform writes them. */
import { expect, test } from "@jest/globals";
import { changeOf, formatPoints, levelPercent } from "./points.ts";

test("points are grouped, and an absent number is zero", () => {
  expect(formatPoints("1280")).toBe("1,280");
  expect(formatPoints(undefined)).toBe("0");
});

test.each([
  ["earned", { pendingChange: "96" }, { sign: "+", points: "96", isPending: true }],
  ["final", { availableChange: "96", pendingChange: "-96" }, { sign: "+", points: "96", isPending: false }],
  ["held", { availableChange: "-30", heldChange: "30" }, { sign: "-", points: "30", isPending: false }],
  ["spent", { heldChange: "-30" }, { sign: "-", points: "30", isPending: false }],
  ["taken back", { pendingChange: "-1200" }, { sign: "-", points: "1,200", isPending: true }],
])("C15: %s", (_, entry, change) => {
  expect(changeOf(entry)).toEqual(change);
});

test.each([
  ["0", "0", "500", 0],
  ["250", "0", "500", 50],
  ["499", "0", "500", 99],
  ["1250", "500", "2000", 50],
  // Points that a refund took back leave the level until the next look.
  ["100", "500", "2000", 0],
  ["5000", "2000", undefined, 100],
])("C7: %s points between %s and %s: %d %%", (counted, from, to, percent) => {
  expect(levelPercent(counted, from, to)).toBe(percent);
});
