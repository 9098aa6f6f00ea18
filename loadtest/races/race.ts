/** Below the length of a node's queue (kernel/broker): it turns others away, who come again. */
const AT_ONCE = 1_000;

/** One who asks: resolves with true for a winner, false for one who was turned away with the reason that the race expects. */
export type Ask = () => Promise<boolean>;

/** A crowd that wants the same thing at the same moment. */
export interface Race {
  readonly name: string;
  /** How many of a round's crowd may win. */
  readonly winners: number;
  /** Makes a round's field ready; everybody who asks, in the order of their coming. */
  lineUp(): Promise<readonly Ask[]>;
  /** What is wrong after a round, beside the count of winners; empty where the rows and sums are right. */
  check(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** An ask that may be refused for that reason only. */
export const mayLose = (call: Promise<unknown>, reason: string): Promise<boolean> =>
  call.then(
    () => true,
    (error: { reason?: string }) => {
      if (error.reason !== reason) throw error;
      return false;
    },
  );

/** Lets a round's crowd go; answers per second. @throws when more or fewer win than may, or when something is wrong afterwards. */
export const run = async (race: Race): Promise<number> => {
  const asks = await race.lineUp();
  const start = performance.now();
  const coming = asks.values();
  let won = 0;
  const phone = async (): Promise<void> => {
    for (const ask of coming) {
      const mine = await ask();
      won += mine ? 1 : 0;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, phone));
  const perSecond = (asks.length * 1_000) / (performance.now() - start);
  if (won !== race.winners) throw new Error(`${race.name}: ${won} won what ${race.winners} can win`);
  const wrong = await race.check();
  if (wrong.length > 0) throw new Error(`${race.name}: ${wrong.join("; ")}`);
  return perSecond;
};
