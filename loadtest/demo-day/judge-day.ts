import { spawnSync } from "node:child_process";
import { expect } from "@jest/globals";
import type { DayBook } from "./day-book.ts";
import { DAMAGES } from "./plant-damage.ts";
import type { DayPlan } from "./play-day.ts";

/** A short day on a fresh store. */
export const aDay = (address: string, mllpPort: number, change: Partial<DayPlan> = {}): DayPlan => ({
  ...{ address, mllpPort, dayId: "d4y", seed: 20_261_123, signal: new AbortController().signal },
  ...{ customers: 1, shoppers: 3, patients: 2, tables: 2, playMs: 4_000, patienceMs: 40_000 },
  ...change,
});

/** `npm run verify` on the files as they were left: whether it was content, and what it said of each proof. */
export const verify = (dataDir: string) => {
  const env = { ...process.env, PAYWINDOW_DATA: dataDir, MONGODB_URI: "" };
  const run = spawnSync(process.execPath, ["scripts/verify.ts"], { env, encoding: "utf8" });
  const said = [...run.stdout.matchAll(/^(sound|WRONG) {2}(\w+) +(.+)$/gm)];
  const verdicts = said.map(([_line, verdict = "", proof = ""]) => `${proof} ${verdict}`);
  // Every figure of what was looked at.
  const counts = said.flatMap(([_line, _verdict, _proof, counted = ""]) => counted.match(/\d+/g)?.map(Number) ?? []);
  return { status: run.status, verdicts, counts, output: run.stdout + run.stderr };
};

/** Every proof has run, on something, and found nothing. */
export const expectAllSound = (dataDir: string): void => {
  const { status, verdicts, counts, output } = verify(dataDir);
  expect({ status, verdicts, output }).toEqual({
    ...{ status: 0, verdicts: DAMAGES.map(({ proof }) => `${proof} sound`) },
    output: expect.stringContaining("all books agree"),
  });
  // Vends there are none: nobody was at the machine.
  expect(counts.filter((count) => count === 0)).toEqual([0]);
};

/** What one customer, three shoppers, two patients and two parties do, whoever is in between. */
export const expectWholeDay = ({ totals, steps }: DayBook): void => {
  expect(totals).toMatchObject({ sales: 8, appointments: 3, tickets: 3, isOver: true });
  // Each trade that was paid was noted once: sales, fees, examinations, shares.
  expect(totals.payments).toBe(8 + 3 + 3 + (steps.get("take a share") ?? 0));
  for (const step of ["earn points", "pay with a coupon", "read the report", "rate the visit", "have paid the bill"])
    expect([step, steps.get(step)]).toEqual([step, expect.any(Number)]);
  const names = totals.events.map(({ who }) => who);
  expect(names.every((name) => /^.\*\*$/u.test(name))).toBe(true);
};
