/** How often work that lost a race looks again before it gives up; every round somebody else made progress. */
const MAX_RUNS = 10;

/** Thrown by work whose conditional write found that another had been first: nothing may stay of it, and it runs again. */
export class Raced extends Error {
  override readonly name = "Raced";
}

const isDuplicateKey = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === 11000;

/** Runs work that writes only where nothing changed since it looked. Where another was first it looks again, and answers by what it finds then. */
export const runAgain = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let run = 1; ; run++) {
    try {
      return await work();
    } catch (error) {
      if (run === MAX_RUNS || !(error instanceof Raced || isDuplicateKey(error))) throw error;
    }
  }
};
