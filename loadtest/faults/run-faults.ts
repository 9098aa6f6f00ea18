import { setTimeout as pause } from "node:timers/promises";
import { Dice } from "../simulate/dice.ts";
import { FAULT_KINDS, type FaultKind } from "./kinds.ts";
import { type Look, lookAtStores } from "./look.ts";
import { NODES, openStage, type Stage } from "./stage.ts";

export interface FaultSettings {
  readonly runs: number;
  readonly seed: number;
  /** Names of kinds; default: all. */
  readonly kinds?: readonly string[];
  /** How the nodes call each other; default nats. */
  readonly door?: "nats" | "grpc";
  readonly say?: (text: string) => void;
}

export interface KindResult {
  readonly kind: string;
  runs: number;
  /** Sales that were answered with a receipt. */
  sales: number;
  /** From the mending until every sale was answered and nothing was under way, at worst. */
  worstRecoveryMs: number;
  readonly violations: string[];
}

export interface FaultReport {
  readonly seed: number;
  readonly results: readonly KindResult[];
  /** Kinds that could not be run here, and why. */
  readonly skipped: readonly string[];
  readonly violations: readonly string[];
}

/** After so many runs the mesh starts anew, so that the demo's shoppers always have money to pay with. */
const RUNS_PER_MESH = 20;
/** How long everything may take to come to rest after the mending. */
const RECOVERY_MS = 60_000;
const LOOK_PAUSE_MS = 300;

const allReady = (stage: Stage): Promise<unknown> =>
  Promise.all(["nats", ...NODES].map((name) => stage.process(name).ready()));

/** Looks until nothing is under way any more; a violation ends it at once. */
const comeToRest = async (stage: Stage): Promise<string[]> => {
  const timeout = AbortSignal.timeout(RECOVERY_MS);
  for (;;) {
    const { violations, unfinished }: Look = await lookAtStores(stage);
    if (violations.length > 0) return [...violations];
    if (unfinished.length === 0) return [];
    if (timeout.aborted) return unfinished.map((fact) => `after ${RECOVERY_MS} ms: ${fact}`);
    await pause(LOOK_PAUSE_MS);
  }
};

/** One run: tills sell, something breaks and is mended, the tills finish what they began, and everything must agree. */
const runOnce = async (stage: Stage, kind: FaultKind, dice: Dice, result: KindResult): Promise<string> => {
  const { floor, mesh } = stage;
  const sold = floor.receipts.size;
  const closing = new AbortController();
  const selling = floor.sell(mesh.address, closing.signal);
  await pause(dice.between(30, 400));
  const what = await kind.inflict(stage, dice);
  const mendedAt = performance.now();
  await pause(dice.between(0, 400));
  closing.abort();
  await selling;
  await allReady(stage);
  await floor.settle(mesh.address, RECOVERY_MS);
  const found = [...(await comeToRest(stage)), ...(await floor.check(mesh.address))];
  result.runs++;
  result.sales += floor.receipts.size - sold;
  result.worstRecoveryMs = Math.max(result.worstRecoveryMs, performance.now() - mendedAt);
  result.violations.push(...found.map((violation) => `${kind.name} (${what}): ${violation}`));
  return what;
};

/** Runs the kinds in turn, each run with dice of its own made of the seed and its number, so that one run can be repeated with the kinds named. */
export const runFaults = async (settings: FaultSettings): Promise<FaultReport> => {
  const { runs, seed, say = () => {}, door = "nats" } = settings;
  const wanted = FAULT_KINDS.filter(({ name }) => !settings.kinds || settings.kinds.includes(name));
  const results = new Map<string, KindResult>();
  const skipped = new Set<string>();
  let stage: Stage | undefined;
  try {
    for (let run = 0; run < runs; run++) {
      if (run % RUNS_PER_MESH === 0) {
        await stage?.close();
        stage = await openStage(door);
      }
      const here = stage as Stage;
      for (const kind of wanted) {
        const why = kind.missing?.(here);
        if (why) skipped.add(`${kind.name}: ${why}`);
      }
      const possible = wanted.filter((kind) => !kind.missing?.(here));
      const kind = possible[run % possible.length];
      if (!kind) break;
      const result = results.get(kind.name) ?? {
        kind: kind.name,
        runs: 0,
        sales: 0,
        worstRecoveryMs: 0,
        violations: [],
      };
      results.set(kind.name, result);
      const before = result.violations.length;
      try {
        const what = await runOnce(here, kind, new Dice(seed + run), result);
        say(`${run + 1}/${runs} ${kind.name} (${what}): ${result.violations.length === before ? "sound" : "BROKEN"}`);
      } catch (error) {
        result.violations.push(`${kind.name}, run ${run + 1}: ${(error as Error).message}\n${here.log()}`);
      }
      if (result.violations.length > before) break;
    }
  } finally {
    await stage?.close();
  }
  const list = [...results.values()];
  return { seed, results: list, skipped: [...skipped], violations: list.flatMap(({ violations }) => violations) };
};
