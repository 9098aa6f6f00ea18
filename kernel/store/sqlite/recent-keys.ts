/**
 * Which ids and unique keys came into the file while transactions were running, so that a transaction which meets one that is younger than itself
 * gets MongoDB's WriteConflict and looks again, instead of a duplicate key error about a document that it could not have seen.
 */
export class RecentKeys {
  /** Names of keys (those of the locks) with the moment they were written, oldest first. */
  readonly #keys = new Map<string, number>();
  #moment = 0;

  /** The present moment: keys noted from now on are younger. */
  get moment(): number {
    return this.#moment;
  }

  note(key: string): void {
    this.#moment++;
    // Deleted first so that the map stays in the order of moments.
    this.#keys.delete(key);
    this.#keys.set(key, this.#moment);
  }

  isYoungerThan(key: string, moment: number): boolean {
    return (this.#keys.get(key) ?? 0) > moment;
  }

  /** Forgets what is older than the oldest running transaction; without one, everything. */
  forgetBefore(oldest: number | undefined): void {
    if (oldest === undefined) {
      this.#keys.clear();
      return;
    }
    for (const [key, moment] of this.#keys) {
      if (moment > oldest) return;
      this.#keys.delete(key);
    }
  }
}
