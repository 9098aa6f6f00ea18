/** How often a request that lost a race looks again before it gives up; every round somebody else made progress. */
const MAX_RUNS = 10;

const isDuplicateKey = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === 11000;

/**
 * Runs work that writes only where nothing changed since it looked. Where another was first (the work says undefined, or a unique key is taken) it
 * looks again and answers by what it finds now.
 */
export const runAgain = async <T>(work: () => Promise<T | undefined>): Promise<T> => {
  for (let run = 1; run <= MAX_RUNS; run++) {
    try {
      const result = await work();
      if (result !== undefined) return result;
    } catch (error) {
      if (!isDuplicateKey(error) || run === MAX_RUNS) throw error;
    }
  }
  throw new Error(`lost the race for a row ${MAX_RUNS} times`);
};
