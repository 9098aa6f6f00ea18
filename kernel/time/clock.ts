/** The only place that reads the system clock. Rules take `now`; whoever needs the time takes a Clock. */
export interface Clock {
  /** The instant, as a Date in UTC. */
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is told to move. For tests and the simulator. */
export interface FixedClock extends Clock {
  /** Moves the clock forward by a span in milliseconds. */
  advance(spanMs: number): void;
  /** Sets the clock to an instant. */
  set(instant: Date): void;
}

export const fixedClock = (start: string | Date = "2026-01-01T00:00:00.000Z"): FixedClock => {
  let current = new Date(start).getTime();
  return {
    now: () => new Date(current),
    advance: (spanMs) => {
      current += spanMs;
    },
    set: (instant) => {
      current = instant.getTime();
    },
  };
};

/** The instant `spanMs` milliseconds after (negative: before) another. */
export const plusMs = (instant: Date, spanMs: number): Date => new Date(instant.getTime() + spanMs);
