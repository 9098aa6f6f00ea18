/**
 * `npm run faults -- [--runs N] [--seed S] [--kind NAME] [--door nats|grpc]`: breaks the mesh's real processes under checkout load in every way that
 * loadtest/faults/kinds.ts knows, and holds receipts, money, stock and holds against each other after each. Exits 1 where anything was lost, doubled or left
 * behind, and prints the seed; the seed decides what is broken and for how long, not how the machine schedules it.
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { FAULT_KINDS } from "../loadtest/faults/kinds.ts";
import { type FaultReport, runFaults } from "../loadtest/faults/run-faults.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    seed: { type: "string" },
    kind: { type: "string", multiple: true },
    door: { type: "string", default: "nats" },
  },
});
const unknown = values.kind?.find((kind) => !FAULT_KINDS.some(({ name }) => name === kind));
if (unknown || !["nats", "grpc"].includes(values.door)) {
  console.error(`faults: kinds are ${FAULT_KINDS.map(({ name }) => `"${name}"`).join(", ")}; doors are nats, grpc`);
  process.exit(2);
}

const print = ({ results, skipped, violations, seed }: FaultReport): void => {
  console.log(
    `\n${"fault".padEnd(22)}${"runs".padStart(6)}${"sales".padStart(8)}${"worst recovery".padStart(17)}  violations`,
  );
  for (const { kind, runs, sales, worstRecoveryMs, violations: found } of results) {
    const recovery = `${(worstRecoveryMs / 1_000).toFixed(1)} s`.padStart(17);
    console.log(
      `${kind.padEnd(22)}${String(runs).padStart(6)}${String(sales).padStart(8)}${recovery}  ${found.length}`,
    );
  }
  for (const reason of skipped) console.log(`SKIPPED ${reason}`);
  for (const violation of violations) console.log(`! ${violation}`);
  console.log(
    `seed ${seed}: ${violations.length === 0 ? "nothing lost, nothing doubled, nothing left behind" : "BROKEN"}`,
  );
};

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    console.log("stopping after this run, so that no process and no disk is left; once more to leave at once");
    stopping.abort();
  });

const report = await runFaults({
  runs: Number(values.runs),
  seed: values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed),
  kinds: values.kind,
  door: values.door as "nats" | "grpc",
  say: (text) => console.log(text),
  signal: stopping.signal,
});
print(report);
process.exit(report.violations.length === 0 ? 0 : 1);
