/** The two ways to put load on a door. */
import type { Job, Slice } from "./messages.ts";

/** Sends one job (a checkout, where nothing else is said); resolves to nothing where it was answered with OK, else to the reason why not. */
export type Send<Work = Job> = (job: Work) => Promise<string | undefined>;

interface Tally {
  readonly latenciesMs: number[];
  readonly failures: Record<string, number>;
}

const sendOne = async <Work>(send: Send<Work>, job: Work, dueAt: number, tally: Tally): Promise<void> => {
  const failure = await send(job);
  tally.latenciesMs.push(performance.now() - dueAt);
  if (failure) tally.failures[failure] = (tally.failures[failure] ?? 0) + 1;
};

const sliceOf = (startedAt: number, { latenciesMs, failures }: Tally): Slice => ({
  calls: latenciesMs.length,
  failures,
  elapsedMs: performance.now() - startedAt,
  latenciesMs,
});

/** As fast as it goes: so many callers, each sending the next job when the last is answered, until the time or the jobs are over. */
export const runClosed = async <Work>(
  send: Send<Work>,
  jobs: readonly Work[],
  concurrency: number,
  ms: number,
): Promise<Slice> => {
  const tally: Tally = { latenciesMs: [], failures: {} };
  const startedAt = performance.now();
  let next = 0;
  const caller = async () => {
    while (next < jobs.length && performance.now() - startedAt < ms) {
      const job = jobs[next++] as Work;
      await sendOne(send, job, performance.now(), tally);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return sliceOf(startedAt, tally);
};

/** At a constant rate, whether answers come or not; a call's time counts from when it was due, so that a stall is seen by all who wait for it. */
export const runConstant = async (send: Send, jobs: readonly Job[], perSecond: number): Promise<Slice> => {
  const tally: Tally = { latenciesMs: [], failures: {} };
  const startedAt = performance.now();
  const dueAt = (index: number) => startedAt + (index * 1_000) / perSecond;
  const underWay: Promise<void>[] = [];
  while (underWay.length < jobs.length) {
    for (let now = performance.now(); underWay.length < jobs.length && dueAt(underWay.length) <= now; ) {
      const index = underWay.length;
      underWay.push(sendOne(send, jobs[index] as Job, dueAt(index), tally));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(underWay);
  return sliceOf(startedAt, tally);
};

/** The value below which that share of the numbers lies; 0 for none. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};
