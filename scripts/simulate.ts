/**
 * `npm run simulate -- [--seed S] [--steps N] [--hours H] [--trace] [--json]`: drives payments, the checkout saga, outbox and consumers through faults on
 * virtual time (PAYMENT_RULES P40). Everything follows from the seed. Exits 1 where a rule was broken, and prints how to see it again.
 * `--hours` runs one seed after another for so long; `--trace` prints every step and what the services log.
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { runHours } from "../loadtest/simulate/run-hours.ts";
import { type RunReport, runSeed } from "../loadtest/simulate/run-seed.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
    steps: { type: "string", default: "100000" },
    hours: { type: "string" },
    trace: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

const integer = (name: string, text: string): number => {
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  console.error(`simulate: --${name} ${text}: a whole number is needed`);
  return process.exit(2);
};

const summary = ({ seed, steps, transactions, hours, seconds, fingerprint }: RunReport): string =>
  `seed ${seed}: ${steps} steps, ${transactions} transactions checked, ${hours.toFixed(0)} h of virtual time in ${seconds.toFixed(1)} s, ` +
  `fingerprint ${fingerprint.slice(0, 16)}`;

const tell = (report: RunReport, asked: number): void => {
  const { seed, steps, problems, lastLines } = report;
  console.log(summary(report));
  if (problems.length === 0) return;
  console.log(["", "the last steps:", ...lastLines, "", "broken:", ...problems].join("\n"));
  console.log(`\nat step ${steps} of seed ${seed}; see it again: npm run simulate -- --seed ${seed} --steps ${asked}`);
};

const seed = integer("seed", values.seed);
const steps = integer("steps", values.steps);
if (values.hours === undefined) {
  const report = await runSeed({ seed, steps, print: values.trace ? (line) => console.log(line) : undefined });
  if (values.json) console.log(JSON.stringify(report));
  else tell(report, steps);
  process.exit(report.problems.length === 0 ? 0 : 1);
}
const failed = await runHours(Number(values.hours), seed, steps);
console.log(failed.length === 0 ? "every seed held" : `these seeds failed: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
