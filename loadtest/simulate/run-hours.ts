import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../../scripts/simulate.ts", import.meta.url));
const HOUR_MS = 3_600_000;

/** Runs one seed in a process of its own, which prints its own lines; its exit code. */
const runOne = (seed: number, steps: number): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [SCRIPT, "--seed", String(seed), "--steps", String(steps)], {
      stdio: "inherit",
    });
    child.once("exit", (code) => resolve(code ?? 1));
  });

/** Runs one seed after another, on every processor, for so many hours of the real clock; the seeds that failed. */
export const runHours = async (hours: number, firstSeed: number, steps: number): Promise<number[]> => {
  const end = performance.now() + hours * HOUR_MS;
  const failed: number[] = [];
  let seed = firstSeed;
  const work = async (): Promise<void> => {
    while (performance.now() < end) {
      const mine = seed++;
      if ((await runOne(mine, steps)) !== 0) failed.push(mine);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return failed;
};
