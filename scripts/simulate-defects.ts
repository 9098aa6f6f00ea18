/**
 * `npm run simulate:defects`: builds each of the defects of loadtest/simulate/defects into a copy of the sources, one at a time, and shows in how many steps
 * the simulator finds it. Exits 1 where one is missed.
 */
import { huntDefect, listDefects } from "../loadtest/simulate/find-defect.ts";

const SEEDS = 30;
const STEPS = 20_000;

let missed = 0;
for (const defect of listDefects()) {
  const { isFound, steps, seed, problem } = await huntDefect(defect, SEEDS, STEPS);
  if (!isFound) missed++;
  console.log(`${defect.name}: ${isFound ? `found after ${steps} steps (seed ${seed})` : `MISSED in ${steps} steps`}`);
  console.log(`  ${defect.what}\n  ${problem.slice(0, 200)}`);
}
console.log(missed === 0 ? "every defect was found" : `${missed} missed`);
process.exit(missed === 0 ? 0 : 1);
