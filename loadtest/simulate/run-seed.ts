import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dice } from "./dice.ts";
import { Shop } from "./shop.ts";
import type { SimulationReport } from "./simulation-report.ts";
import { takeOver } from "./take-over.ts";
import { type Mortal, VirtualTime } from "./virtual-time.ts";

/** Where every run begins. */
const START = "2030-01-01T00:00:00.000Z";

export interface RunSettings {
  readonly seed: number;
  readonly steps: number;
  /** Hears every line of the trace. */
  readonly print?: ((line: string) => void) | undefined;
}

export interface RunReport extends SimulationReport {
  readonly seed: number;
  /** How long it took by the real clock. */
  readonly seconds: number;
}

/** Memory where the system has a folder for it: nothing here waits for a disk, and a power cut is the closing of a file wherever it lies. */
const makeFolder = (): string => {
  try {
    return mkdtempSync("/dev/shm/paywindow-simulate-");
  } catch {
    return mkdtempSync(join(tmpdir(), "paywindow-simulate-"));
  }
};

/** Runs one simulation. It takes over the process's time and chance for good, so a process runs one; the services are loaded only after that. */
export const runSeed = async ({ seed, steps, print }: RunSettings): Promise<RunReport> => {
  const time = new VirtualTime(START);
  const dice = new Dice(seed);
  let planCommit = (commit: () => void, owner: Mortal | undefined): void => void time.plan("commit", 0, commit, owner);
  const shop = new Shop();
  const real = takeOver({
    ...{ time, dice, planCommit: (commit, owner) => planCommit(commit, owner) },
    request: shop.request,
  });
  const begin = real.elapsed();
  const { Simulation } = await import("./simulation.ts");
  const folder = makeFolder();
  try {
    const simulation = new Simulation({ time, dice, real, shop, folder, steps, print });
    planCommit = (commit, owner) => simulation.planCommit(commit, owner);
    const report = await simulation.run();
    return { seed, seconds: (real.elapsed() - begin) / 1_000, ...report };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
