/** A gun is told apart from typing by the gaps between keystrokes alone; every case is a list of keys and the milliseconds between them. */
import { describe, expect, test } from "@jest/globals";
import { type KeyRun, NO_RUN, pressKey, SILENCE_MS, settleRun } from "./keystrokes.ts";

/** Types a text with a steady gap and returns the scans and the run that is left. */
const type = (keys: readonly string[], gapMs: number, start: KeyRun = NO_RUN) => {
  let run = start;
  let atMs = 1_000;
  const scans: string[] = [];
  for (const key of keys) {
    atMs += gapMs;
    const step = pressKey(run, { key, atMs });
    run = step.run;
    if (step.scanned !== undefined) scans.push(step.scanned);
  }
  return { run, scans, atMs };
};

const BARCODE = "6901234567892";

describe("Y10: scan gun and typing", () => {
  test.each([1, 8, 30, 50])("Y10: %d ms between keys and Enter at the end is a scan", (gapMs) => {
    expect(type([...BARCODE, "Enter"], gapMs).scans).toEqual([BARCODE]);
  });

  test.each([51, 90, 200])("Y10: %d ms between keys is typing", (gapMs) => {
    expect(type([...BARCODE, "Enter"], gapMs).scans).toEqual([]);
  });

  test("Y10: Tab ends a scan too, and two scans in a row are two", () => {
    expect(type([...BARCODE, "Tab", ..."280000000012345678", "Enter"], 5).scans).toEqual([
      BARCODE,
      "280000000012345678",
    ]);
  });

  test("Y10: what was typed by hand before the gun is not part of the scan", () => {
    const typed = type([..."12"], 300);
    const first = pressKey(typed.run, { key: "6", atMs: typed.atMs + 400 });
    let run = first.run;
    let atMs = typed.atMs + 400;
    for (const key of BARCODE.slice(1)) {
      atMs += 10;
      run = pressKey(run, { key, atMs }).run;
    }
    expect(pressKey(run, { key: "Enter", atMs: atMs + 10 }).scanned).toBe(BARCODE);
  });

  test("Y10: a short fast burst with Enter is no scan", () => {
    expect(type([..."12345", "Enter"], 5).scans).toEqual([]);
  });

  test("Y10: a late Enter belongs to a hand", () => {
    const { run, atMs } = type([...BARCODE], 5);
    expect(pressKey(run, { key: "Enter", atMs: atMs + 400 }).scanned).toBeUndefined();
  });

  test("Y10: a key that is held down is no gun", () => {
    let run = NO_RUN;
    for (let index = 0; index < 20; index++) run = pressKey(run, { key: "1", atMs: index * 30, repeat: index > 0 }).run;
    expect(pressKey(run, { key: "Enter", atMs: 610 }).scanned).toBeUndefined();
  });

  test("Y10: Shift between the characters ends nothing", () => {
    expect(type(["A", "Shift", "B", "1", "2", "3", "4", "Enter"], 5).scans).toEqual(["AB1234"]);
  });

  test("Y10: a gun without a suffix is done after a silence", () => {
    const { run, atMs } = type([...BARCODE], 5);
    expect(settleRun(run, atMs + SILENCE_MS - 1)).toEqual({ run });
    expect(settleRun(run, atMs + SILENCE_MS)).toEqual({ run: NO_RUN, scanned: BARCODE });
    expect(settleRun(type([..."1234567"], 5).run, atMs + SILENCE_MS).scanned).toBeUndefined();
  });

  test("Y10: the rest of a scan that comes late, stamped in time, belongs to it", () => {
    const begun = type([..."6901"], 5);
    const waited = settleRun(begun.run, begun.atMs + 10 * SILENCE_MS);
    expect(waited).toEqual({ run: begun.run });
    let run = waited.run;
    for (const [index, key] of [..."234567892"].entries()) {
      run = pressKey(run, { key, atMs: begun.atMs + 5 * (index + 1) }).run;
    }
    expect(pressKey(run, { key: "Enter", atMs: begun.atMs + 50 }).scanned).toBe("6901234567892");
  });
});
