/** Goal: the simulator finds what is wrong. Method: each defect is built into a copy of the sources and must be found there within a bound of steps. */
import { afterAll, expect, test } from "@jest/globals";
import { huntDefect, listDefects } from "./find-defect.ts";

const SEEDS = 12;
const STEPS = 20_000;
const LIMIT_MS = 240_000;

const found: string[] = [];
afterAll(() => {
  process.stdout.write(`${found.join("\n")}\n`);
});

test.concurrent.each(listDefects())(
  "P40: the simulator finds $name",
  async (defect) => {
    const { isFound, steps, seed, problem } = await huntDefect(defect, SEEDS, STEPS);
    found.push(`${defect.name}: ${steps} steps (seed ${seed}): ${problem.slice(0, 100)}`);
    expect({ name: defect.name, isFound }).toEqual({ name: defect.name, isFound: true });
  },
  LIMIT_MS,
);
