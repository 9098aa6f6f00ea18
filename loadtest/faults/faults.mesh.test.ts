/**
 * Goal: whatever breaks, and however long, no payment is lost or doubled, and no hold, reservation or event stays behind (P2, P7, P13, P14, P29).
 * Method: the runs of `npm run faults`, twenty of them with a seed of chance, which a failure prints; `npm run faults -- --runs 500` for the long run.
 */
import { randomInt } from "node:crypto";
import { expect, test } from "@jest/globals";
import { FAULT_KINDS } from "./kinds.ts";
import { runFaults } from "./run-faults.ts";

const RUNS = Number(process.env["PAYWINDOW_FAULT_RUNS"] ?? 20);

test(`P2, P7, P13, P14, P29: ${RUNS} faults of real processes under checkout load: nothing lost, doubled or left behind`, async () => {
  const said: string[] = [];
  const seed = randomInt(2 ** 31);
  const report = await runFaults({ runs: RUNS, seed, say: (text) => said.push(text) });
  if (report.violations.length > 0)
    throw new Error(`seed ${seed}: ${report.violations.join("\n")}\n${said.join("\n")}`);
  for (const reason of report.skipped) process.stderr.write(`SKIPPED ${reason}\n`);
  const broken = report.results.map(({ kind }) => kind);
  expect(broken.length + report.skipped.length).toBe(FAULT_KINDS.length);
  expect(report.results.reduce((total, { sales }) => total + sales, 0)).toBeGreaterThan(RUNS);
}, 600_000);
