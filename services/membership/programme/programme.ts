import type { Expiry } from "./expiry.ts";

/** A level; the one at index n has the number n + 1. */
export interface Level {
  readonly name: string;
  readonly nameEn: string;
  /** From so many counted points on; 0 for the first, rising. */
  readonly thresholdPoints: bigint;
  readonly benefits: string;
  readonly benefitsEn: string;
  /** 500 = 5 % less to pay. */
  readonly discountBasisPoints: number;
}

/** What a merchant promises its members: one version of it, never changed once it was written. */
export interface Programme {
  readonly merchantId: string;
  readonly version: number;
  readonly name: string;
  readonly nameEn: string;
  readonly cardPrefix: string;
  readonly levels: readonly Level[];
  /** 0 = all time. */
  readonly levelWindowDays: number;
  readonly pointsPerYuan: number;
  readonly pendingDays: number;
  readonly expiry: Expiry;
  /** Fen; 0 = not spent on purchases. */
  readonly pointWorthFen: number;
  readonly setTime: Date;
}

const DAY_MS = 86_400_000;
const FEN_PER_YUAN = 100n;

/** What a payment of so many fen earns. */
export const pointsFor = ({ pointsPerYuan }: Pick<Programme, "pointsPerYuan">, fen: bigint): bigint =>
  (fen * BigInt(pointsPerYuan)) / FEN_PER_YUAN;

/** When the points of a payment become usable. */
export const finalTimeOf = ({ pendingDays }: Pick<Programme, "pendingDays">, payTime: Date): Date =>
  new Date(payTime.getTime() + pendingDays * DAY_MS);

/** Points that became usable after this instant count for the level; undefined: all do. */
export const countedSince = ({ levelWindowDays }: Pick<Programme, "levelWindowDays">, now: Date): Date | undefined =>
  levelWindowDays === 0 ? undefined : new Date(now.getTime() - levelWindowDays * DAY_MS);

/** The first instant at which points that became usable at `finalTime` no longer count; undefined: they always do. */
export const countedUntil = (
  { levelWindowDays }: Pick<Programme, "levelWindowDays">,
  finalTime: Date,
): Date | undefined => (levelWindowDays === 0 ? undefined : new Date(finalTime.getTime() + levelWindowDays * DAY_MS));

/** Where so many counted points stand among the levels (C7). */
export interface Standing {
  readonly level: Level;
  /** From 1. */
  readonly levelNumber: number;
  readonly countedPoints: bigint;
  readonly nextLevel?: Level;
  readonly pointsToNext: bigint;
}

export const standingOf = ({ levels }: Pick<Programme, "levels">, countedPoints: bigint): Standing => {
  const index = Math.max(
    0,
    levels.findLastIndex(({ thresholdPoints }) => thresholdPoints <= countedPoints),
  );
  const nextLevel = levels[index + 1];
  return {
    ...{ level: levels[index] as Level, levelNumber: index + 1, countedPoints },
    ...(nextLevel && { nextLevel }),
    pointsToNext: nextLevel ? nextLevel.thresholdPoints - countedPoints : 0n,
  };
};
