/** How often work that lost a race for a unique key looks again. Once is enough, as the winner's row stays. */
const MAX_RUNS = 3;

/** A unique key was taken: E11000 on both engines. */
const isDuplicateKey = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === 11000;

/**
 * Runs work that looks for a row and writes it where there is none. Where somebody else wrote it in between, the unique index refuses ours, and the work runs
 * again: it now finds the row and answers as any later repetition.
 */
export const runAgainOnDuplicate = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let run = 1; ; run++) {
    try {
      return await work();
    } catch (error) {
      if (!isDuplicateKey(error) || run === MAX_RUNS) throw error;
    }
  }
};
