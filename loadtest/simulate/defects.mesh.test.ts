/** Goal: the simulator finds what is wrong. Method: each defect is built into a copy of the sources and must be found there within a bound of steps. */
import { afterAll, expect, test } from "@jest/globals";
import { huntDefect, listDefects } from "./find-defect.ts";

const SEEDS = 30;
const STEPS = 20_000;
const LIMIT_MS = 900_000;

const found: string[] = [];
afterAll(() => {
  process.stdout.write(`${found.join("\n")}\n`);
});

// Minutes of both cores: asked for by `PAYWINDOW_SIMULATE_DEFECTS=1 npm run test:mesh -- defects`, skipped (and said so) otherwise.
const hunt = (process.env["PAYWINDOW_SIMULATE_DEFECTS"] ? test.concurrent : test.skip) as typeof test.concurrent;

hunt.each(listDefects())(
  "P40: the simulator finds $name",
  async (defect) => {
    const { isFound, steps, seed, problem } = await huntDefect(defect, SEEDS, STEPS);
    found.push(`${defect.name}: ${steps} steps (seed ${seed}): ${problem.slice(0, 100)}`);
    expect({ name: defect.name, isFound }).toEqual({ name: defect.name, isFound: true });
  },
  LIMIT_MS,
);
