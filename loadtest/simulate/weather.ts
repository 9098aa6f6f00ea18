import type { Dice } from "./dice.ts";

/** How bad the world is for a while. Drawn anew for every round, so that some rounds see one kind of trouble only, and some all at once. */
export interface Weather {
  /** Chances per message. */
  readonly drop: number;
  readonly duplicate: number;
  /** Chance that a message takes seconds instead of a few milliseconds: it arrives after its deadline, or after later ones. */
  readonly straggle: number;
  readonly latencyMs: number;
  /** Chances per transaction of MongoDB's own failures (the store's fault mode). */
  readonly transientBefore: number;
  readonly unknownAfter: number;
  /** Chance per commit that the disk is full or broken. */
  readonly diskFailure: number;
  /** Chance per operation of a store that it takes a while, and how long: others get in between. */
  readonly slowOperation: number;
  readonly operationMs: number;
  readonly commitMs: number;
  /** Chances per step: a whole machine loses its power; one process dies; a link between two is cut; a clock jumps. */
  readonly powerCut: number;
  readonly death: number;
  readonly partition: number;
  readonly clockJump: number;
  /** Chance that a machine loses its power right after a commit reached its disk, before anybody learned of it. */
  readonly cutAfterCommit: number;
  /** How far a clock may jump. */
  readonly skewMs: number;
}

export const calm: Weather = {
  ...{ drop: 0, duplicate: 0, straggle: 0, latencyMs: 1, transientBefore: 0, unknownAfter: 0, diskFailure: 0 },
  ...{ slowOperation: 0, operationMs: 1, commitMs: 1, powerCut: 0, death: 0, partition: 0, clockJump: 0 },
  ...{ cutAfterCommit: 0, skewMs: 0 },
};

/** Each kind of trouble is there in two rounds of three. */
export const drawWeather = (dice: Dice): Weather => {
  const maybe = (worst: number): number => (dice.chance(2 / 3) ? worst * dice.fraction() : 0);
  return {
    drop: maybe(0.1),
    duplicate: maybe(0.15),
    straggle: maybe(0.1),
    latencyMs: 0.2 + dice.exponential(3),
    transientBefore: maybe(0.2),
    unknownAfter: maybe(0.2),
    diskFailure: maybe(0.01),
    slowOperation: maybe(0.5),
    operationMs: 0.2 + dice.exponential(3),
    commitMs: 0.1 + dice.exponential(2),
    powerCut: maybe(0.002),
    death: maybe(0.003),
    partition: maybe(0.003),
    clockJump: maybe(0.003),
    cutAfterCommit: maybe(0.004),
    skewMs: maybe(dice.chance(0.5) ? 500 : 40_000),
  };
};
