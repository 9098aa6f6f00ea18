import type { Dice } from "./dice.ts";

/** How bad the world is for a while. Drawn anew for every round, so that some rounds see one kind of trouble only, and some all at once. */
export interface Weather {
  /** Chances per message. */
  readonly drop: number;
  readonly duplicate: number;
  /** Chance that a message takes seconds instead of a few milliseconds: it arrives after its deadline, or after later ones. */
  readonly straggle: number;
  readonly latencyMs: number;
  /** Chance per call that its caller takes the other process for dead before it is answered, and sends the call again. */
  readonly suspicion: number;
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
  /** How many tills are open, and how long each rests between two deeds. */
  readonly tills: number;
  readonly thinkMs: number;
  /** How badly the outside party and the way to it do: requests and answers that are lost, held up for minutes, or mean nothing. */
  readonly channelTrouble: number;
  /** Chance per step that the outside party breaks down for a while. */
  readonly partyDown: number;
  /** Chance that the merchant's server does not answer a notification as it should. */
  readonly shopTrouble: number;
  /** Chance that a shopper shows a code when it is about to end. */
  readonly late: number;
}

export const calm: Weather = {
  ...{
    drop: 0,
    duplicate: 0,
    straggle: 0,
    suspicion: 0,
    latencyMs: 1,
    transientBefore: 0,
    unknownAfter: 0,
    diskFailure: 0,
  },
  ...{ slowOperation: 0, operationMs: 1, commitMs: 1, powerCut: 0, death: 0, partition: 0, clockJump: 0 },
  ...{ cutAfterCommit: 0, skewMs: 0, tills: 0, thinkMs: 1, channelTrouble: 0, partyDown: 0, shopTrouble: 0, late: 0 },
};

/** How many kinds of trouble there are is drawn too: a few, most, or all of them at once. */
export const drawWeather = (dice: Dice): Weather => {
  const density = dice.pick([1 / 3, 2 / 3, 1]);
  const maybe = (worst: number): number => (dice.chance(density) ? worst * dice.fraction() : 0);
  return {
    drop: maybe(0.12),
    duplicate: maybe(0.3),
    straggle: maybe(0.3),
    suspicion: maybe(0.15),
    latencyMs: 0.2 + dice.exponential(3),
    transientBefore: maybe(0.2),
    unknownAfter: maybe(0.2),
    diskFailure: maybe(0.01),
    slowOperation: maybe(0.5),
    operationMs: 0.2 + dice.exponential(10),
    commitMs: 0.1 + dice.exponential(2),
    powerCut: maybe(0.002),
    death: maybe(0.003),
    partition: maybe(0.003),
    clockJump: maybe(0.003),
    cutAfterCommit: maybe(0.004),
    skewMs: maybe(dice.pick([500, 5_000, 40_000])),
    tills: dice.between(2, 16),
    thinkMs: dice.pick([1, 20, 200, 1_000]),
    channelTrouble: maybe(0.5),
    partyDown: maybe(0.001),
    shopTrouble: maybe(0.6),
    late: maybe(0.5),
  };
};
