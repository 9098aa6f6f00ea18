/** Whether a store refused a write because its id or a unique key is taken: E11000 on both engines. */
export const isDuplicateKey = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === 11000;

/** Thrown by work whose conditional write found that another had been first: nothing may stay of it, and it runs again. */
export class Raced extends Error {
  override readonly name = "Raced";
}

/** Runs work until it ends otherwise than by a loss that another run may mend, `maxRuns` times at most. */
const runWhileLost = async <T>(
  work: () => Promise<T>,
  { isLost, maxRuns }: { isLost(error: unknown): boolean; readonly maxRuns: number },
): Promise<T> => {
  for (let run = 1; ; run++) {
    try {
      return await work();
    } catch (error) {
      if (run === maxRuns || !isLost(error)) throw error;
    }
  }
};

/**
 * Runs work that looks for a row and writes it where there is none. Where somebody else wrote it in between, the unique index refuses ours, and the work runs
 * again: it now finds the row and answers as any later repetition. Once is enough, as the winner's row stays.
 */
export const runAgainOnDuplicate = <T>(work: () => Promise<T>): Promise<T> =>
  runWhileLost(work, { isLost: isDuplicateKey, maxRuns: 3 });

/**
 * Runs work that writes only where nothing changed since it looked. Where another was first (the work throws Raced, or a unique key is taken) it
 * looks again and answers by what it finds now; in every round that it loses somebody else made progress.
 */
export const runAgain = <T>(work: () => Promise<T>): Promise<T> =>
  runWhileLost(work, { isLost: (error) => error instanceof Raced || isDuplicateKey(error), maxRuns: 10 });
