/** What a run came to. */
export interface SimulationReport {
  readonly steps: number;
  readonly fingerprint: string;
  /** Virtual hours that passed. */
  readonly hours: number;
  /** Transactions that reached a disk and were held against the rules. */
  readonly transactions: number;
  /** What happened how often: deeds and their outcomes, faults. */
  readonly counts: Readonly<Record<string, number>>;
  /** What is wrong, and the last lines before it; empty in a sound run. */
  readonly problems: readonly string[];
  readonly lastLines: readonly string[];
}
