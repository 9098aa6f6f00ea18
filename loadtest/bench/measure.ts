/** The measurements of a run. What is compared runs in turns of short slices, so that whatever else the machine does meets all of it alike. */
import type { DoorName, Kind, Measured, Rig } from "./rig.ts";
import { percentile } from "./run-slice.ts";

/** How long and how often. */
export interface Plan {
  readonly rounds: number;
  /** Of one slice. */
  readonly ms: number;
  /** Callers at once, where the load is as fast as it goes. */
  readonly callers: number;
}

/** What one kind of answer at one door did over all its slices. */
export interface Figure<Named extends string = Kind, Through extends string = DoorName> {
  readonly kind: Named;
  readonly door: Through;
  readonly calls: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Milliseconds of processor time per call, of all processes of the platform together. */
  readonly cpuMs: number;
  readonly storeOperations: number;
  /** Commits of SQLite per call; below the number of transactions where callers share them. */
  readonly commits: number;
  readonly failures: Readonly<Record<string, number>>;
}

/** A platform and its floor. */
export interface Pair {
  readonly checkout: Rig;
  readonly floor: Rig;
}

const KINDS: readonly Kind[] = ["door only", "floor", "unshared floor", "checkout"];

const sumBy = (slices: readonly Measured[], pick: (slice: Measured) => number): number =>
  slices.reduce((sum, slice) => sum + pick(slice), 0);

/** What the slices of one kind of answer come to. */
export const figureOf = <Named extends string, Through extends string>(
  kind: Named,
  door: Through,
  slices: readonly Measured[],
): Figure<Named, Through> => {
  const calls = sumBy(slices, (slice) => slice.calls);
  const latencies = slices.flatMap(({ latenciesMs }) => latenciesMs);
  const failures: Record<string, number> = {};
  for (const slice of slices)
    for (const [reason, count] of Object.entries(slice.failures)) failures[reason] = (failures[reason] ?? 0) + count;
  return {
    ...{ kind, door, calls, failures },
    perSecond: (calls * 1_000) / sumBy(slices, ({ elapsedMs }) => elapsedMs),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuMs: sumBy(slices, ({ cpuMs }) => cpuMs) / calls,
    storeOperations: sumBy(slices, ({ storeOperations }) => storeOperations) / calls,
    commits: sumBy(slices, ({ commits }) => commits) / calls,
  };
};

/** Baskets or calls to have ready for a slice: twice what the last one took. */
const FIRST_JOBS: Readonly<Record<Kind, number>> = {
  checkout: 1_000,
  floor: 10_000,
  "unshared floor": 10_000,
  "door only": 30_000,
};
const FIRST_IN_PROCESS = 20;
const MAX_JOBS = 200_000;

interface Course {
  readonly rig: Rig;
  readonly kind: Kind;
  readonly door: DoorName;
  readonly slices: Measured[];
}

const runCourse = async ({ rig, kind, door, slices }: Course, { callers, ms }: Plan): Promise<Measured> => {
  const last = slices.at(-1);
  const first = FIRST_JOBS[kind] * (door === "in process" && kind === "door only" ? FIRST_IN_PROCESS : 1);
  const wanted = last ? Math.ceil((last.calls / last.elapsedMs) * ms * 2) : first;
  return rig.runClosed(kind, door, { callers, ms, jobs: Math.min(MAX_JOBS, wanted) });
};

/** Runs all courses in turns, each round in the opposite order to the last; the first round warms up and does not count. */
const runInTurns = async (courses: readonly Course[], plan: Plan): Promise<Figure[]> => {
  for (const course of courses) await runCourse(course, plan);
  for (let round = 0; round < plan.rounds; round++)
    for (const course of round % 2 === 0 ? courses : courses.toReversed())
      course.slices.push(await runCourse(course, plan));
  return courses.map(({ kind, door, slices }) => figureOf(kind, door, slices));
};

/** Every kind of answer at every door, as fast as it goes. */
export const measureDoors = (pair: Pair, doors: readonly DoorName[], plan: Plan): Promise<Figure[]> =>
  runInTurns(
    doors.flatMap((door) =>
      KINDS.map((kind) => ({ rig: kind === "checkout" ? pair.checkout : pair.floor, kind, door, slices: [] })),
    ),
    plan,
  );

/** The same checkout on two platforms, the one's store empty and the other's full. */
export const measureStores = (empty: Rig, full: Rig, plan: Plan): Promise<Figure[]> =>
  runInTurns(
    [empty, full].map((rig) => ({ rig, kind: "checkout", door: "grpc", slices: [] })),
    plan,
  );

const STEADY_SHARE = 0.7;

/** Floor and checkout at a remote door, each at a constant 70 % of what it could do just before. */
export const measureSteady = async (pair: Pair, door: "grpc" | "http", plan: Plan): Promise<Figure[]> => {
  const slices: Record<"floor" | "checkout", Measured[]> = { floor: [], checkout: [] };
  for (let round = 0; round < plan.rounds; round++)
    for (const kind of ["floor", "checkout"] as const) {
      const rig = pair[kind];
      const { calls, elapsedMs } = await runCourse({ rig, kind, door, slices: slices[kind] }, plan);
      const perSecond = ((calls * 1_000) / elapsedMs) * STEADY_SHARE;
      slices[kind].push(await rig.runConstant(kind, door, { perSecond, ms: plan.ms }));
    }
  return (["floor", "checkout"] as const).map((kind) => figureOf(kind, door, slices[kind]));
};
