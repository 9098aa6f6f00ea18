import { setTimeout as pause } from "node:timers/promises";
import type { Dice } from "../simulate/dice.ts";
import type { DayBook } from "./day-book.ts";

/** Where a day is played, and how. */
export interface World {
  /** `http://127.0.0.1:8080`, the platform's HTTP door: the only way in, but for the laboratory's line. */
  readonly address: string;
  /** Where the hospital listens for its laboratories. */
  readonly mllpPort: number;
  /** Letters and digits that no other day on this store has: every id and key of the day begins with it. */
  readonly dayId: string;
  readonly book: DayBook;
  /** Ended when the day is to stop before its time. */
  readonly signal: AbortSignal;
  /** For how long a visitor stands at a counter, or looks at a page, at most. */
  readonly lingerMs: number;
  /** How long a step may go unanswered, or be waited for, before the day has failed. */
  readonly patienceMs: number;
}

/** A step that was refused as the script does not expect it, or never answered. */
export class DayStopped extends Error {
  override readonly name = "DayStopped";
  constructor(step: string, why: string) {
    super(`${step}: ${why}`);
  }
}

/** Waits, unless the day ends. */
export const rest = (world: World, ms: number): Promise<void> => pause(ms, undefined, { signal: world.signal });

/** Stands about, as people do. */
export const linger = (world: World, dice: Dice): Promise<void> => rest(world, dice.below(world.lingerMs + 1));

const LOOK_EVERY_MS = 150;

/** Looks until there is what is waited for. @throws DayStopped where it does not come in time. */
export const waitFor = async <Found>(
  world: World,
  step: string,
  look: () => Promise<Found | undefined>,
): Promise<Found> => {
  const timeout = AbortSignal.timeout(world.patienceMs);
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      world.book.countStep(step);
      return found;
    }
    if (timeout.aborted) throw new DayStopped(step, `did not happen within ${world.patienceMs} ms`);
    await rest(world, LOOK_EVERY_MS);
  }
};
