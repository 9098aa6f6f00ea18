/** The rule of the lock-out as a table, and what many guesses at once may learn. */
import { describe, expect, test } from "@jest/globals";
import { plusMs } from "../../../kernel/time/clock.ts";
import { type FailedSignIns, judgeAttempt, lockMs, remainingLockMs } from "./lock-out.ts";

const now = new Date("2030-01-01T00:00:00Z");
const aRecord = (failures: number, lockedForMs = 0): FailedSignIns => ({
  failures,
  lockedUntil: plusMs(now, lockedForMs),
  forgetTime: plusMs(now, 60_000),
});

test.each([
  [1, 0],
  [4, 0],
  [5, 30_000],
  [6, 60_000],
  [9, 480_000],
  [10, 900_000],
  [1000, 900_000],
])("failure %i in a row locks for %i ms", (failures, expected) => {
  expect(lockMs(failures)).toBe(expected);
});

describe("judging an attempt", () => {
  test("the first failure is refused and remembered for a day", () => {
    expect(judgeAttempt(null, false, now)).toEqual({
      kind: "refused",
      record: { failures: 1, lockedUntil: now, forgetTime: new Date("2030-01-02T00:00:00Z") },
    });
  });

  test("the fifth failure in a row locks for 30 s", () => {
    const verdict = judgeAttempt(aRecord(4), false, now);
    expect(verdict).toMatchObject({ kind: "refused", record: { failures: 5, lockedUntil: plusMs(now, 30_000) } });
  });

  test("the right password is welcome after failures that do not lock", () => {
    expect(judgeAttempt(aRecord(4), true, now)).toEqual({ kind: "welcome" });
  });

  test.each([true, false])("a locked login gives the same answer whether the password is right (%s)", (right) => {
    expect(judgeAttempt(aRecord(5, 1_000), right, now)).toEqual({ kind: "locked", retryAfterMs: 1_000 });
  });

  test("a lock that has run out lets the next attempt through, and its failure locks for longer", () => {
    expect(judgeAttempt(aRecord(5, 0), true, now)).toEqual({ kind: "welcome" });
    const verdict = judgeAttempt(aRecord(5, 0), false, now);
    expect(verdict).toMatchObject({ record: { failures: 6, lockedUntil: plusMs(now, 60_000) } });
  });

  test("failures older than a day are forgotten", () => {
    const old = { failures: 30, lockedUntil: plusMs(now, -5_000), forgetTime: now };
    expect(judgeAttempt(old, false, now)).toMatchObject({ record: { failures: 1, lockedUntil: now } });
  });

  test("without a record nothing is locked", () => {
    expect(remainingLockMs(null, now)).toBe(0);
  });
});
