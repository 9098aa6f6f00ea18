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
  /** Ends it after the run that is under way. */
  readonly signal?: AbortSignal;
}

interface KindResult {
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

/** Looks until nothing of the kind is under way any more; a violation ends it at once. */
const comeToRest = async (stage: Stage, underWay: (look: Look) => readonly string[]): Promise<string[]> => {
  const timeout = AbortSignal.timeout(RECOVERY_MS);
  for (;;) {
    const look = await lookAtStores(stage);
    const left = underWay(look);
    if (look.violations.length > 0) return [...look.violations];
    if (left.length === 0) return [];
    if (timeout.aborted) return left.map((fact) => `after ${RECOVERY_MS} ms: ${fact}`);
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
  const found = [...(await comeToRest(stage, ({ unfinished }) => unfinished)), ...(await floor.check(mesh.address))];
  result.runs++;
  result.sales += floor.receipts.size - sold;
  result.worstRecoveryMs = Math.max(result.worstRecoveryMs, performance.now() - mendedAt);
  result.violations.push(...found.map((violation) => `${kind.name} (${what}): ${violation}`));
  return what;
};

const possibleKinds = (wanted: readonly FaultKind[], stage: Stage, skipped: Set<string>): FaultKind[] =>
  wanted.filter((kind) => {
    const why = kind.missing?.(stage);
    if (why) skipped.add(`${kind.name}: ${why}`);
    return !why;
  });

const resultOf = (results: Map<string, KindResult>, kind: string): KindResult => {
  const result = results.get(kind) ?? { kind, runs: 0, sales: 0, worstRecoveryMs: 0, violations: [] };
  results.set(kind, result);
  return result;
};

/** The runs of one mesh, from `first` on; at the end every event must have arrived. */
const runOnStage = async (
  stage: Stage,
  first: number,
  settings: FaultSettings,
  into: { readonly results: Map<string, KindResult>; readonly skipped: Set<string> },
): Promise<void> => {
  const { runs, seed, kinds, say = () => {} } = settings;
  const wanted = FAULT_KINDS.filter(({ name }) => !kinds || kinds.includes(name));
  const possible = possibleKinds(wanted, stage, into.skipped);
  for (let run = first; possible.length > 0 && run < Math.min(first + RUNS_PER_MESH, runs); run++) {
    const kind = possible[run % possible.length] as FaultKind;
    const result = resultOf(into.results, kind.name);
    try {
      const what = await runOnce(stage, kind, new Dice(seed + run), result);
      say(`${run + 1}/${runs} ${kind.name} (${what}): ${result.violations.length === 0 ? "sound" : "BROKEN"}`);
    } catch (error) {
      result.violations.push(`${kind.name}, run ${run + 1}: ${(error as Error).message}`);
    }
    if (result.violations.length > 0) say(stage.log());
    if (result.violations.length > 0) return;
    if (settings.signal?.aborted) return;
  }
  const lost = await comeToRest(stage, ({ undelivered }) => undelivered);
  if (lost.length > 0) resultOf(into.results, "events").violations.push(...lost);
};

/**
 * Runs the kinds in turn, each run with dice of its own made of the seed and its number. Ends at the first violation, with the processes' last lines said.
 */
export const runFaults = async (settings: FaultSettings): Promise<FaultReport> => {
  const into = { results: new Map<string, KindResult>(), skipped: new Set<string>() };
  const violations = () => [...into.results.values()].flatMap((result) => result.violations);
  for (
    let first = 0;
    first < settings.runs && violations().length === 0 && !settings.signal?.aborted;
    first += RUNS_PER_MESH
  ) {
    const stage = await openStage(settings.door ?? "nats");
    await runOnStage(stage, first, settings, into).finally(() => stage.close());
  }
  const { results, skipped } = into;
  return { seed: settings.seed, results: [...results.values()], skipped: [...skipped], violations: violations() };
};
