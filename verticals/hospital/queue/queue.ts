import type { PatientRow } from "../patient/patient.ts";
import type { ClinicSettings } from "../settings.ts";

/** The order of a queue (V11) and what a missed call costs (V10), without any I/O. */

/** Why somebody goes first, and by how much: who weighs more is called before, among equals who checked in before. */
export const WEIGHTS = { EMERGENCY: 50, ELDERLY: 40, PREGNANT: 30, SOLDIER: 20, DISABLED: 10, NORMAL: 0 } as const;

export type Priority = keyof typeof WEIGHTS;

/**
 * Between the ranks of two who check in one after the other: room for forty places, each in the middle of what is left. A clinic that passes each patient twice by
 * five places needs about twelve between the same two; eight thousand check in before ranks are beyond exact numbers.
 */
export const GAP = 2 ** 40;

/** Where a ticket stands: by `rankWeight`, the heavier first, then by `rank`. Both are the ticket's own until a missed call moves it among others. */
export interface Rank {
  readonly rankWeight: number;
  readonly rank: number;
}

export const compareRanks = (a: Rank & { readonly _id: string }, b: Rank & { readonly _id: string }): number =>
  b.rankWeight - a.rankWeight || a.rank - b.rank || (a._id < b._id ? -1 : 1);

/** What weighs most of what is known of a patient. */
export const priorityOf = (
  { birthYear, conditions }: Pick<PatientRow, "birthYear" | "conditions">,
  isEmergency: boolean,
  { elderlyYears }: Pick<ClinicSettings, "elderlyYears">,
  now: Date,
): Priority => {
  const isElderly = now.getUTCFullYear() - birthYear >= elderlyYears;
  const known: Priority[] = [...conditions, ...(isElderly ? (["ELDERLY"] as const) : [])];
  if (isEmergency) known.push("EMERGENCY");
  return known.reduce<Priority>((most, one) => (WEIGHTS[one] > WEIGHTS[most] ? one : most), "NORMAL");
};

/** Behind so many of those who wait, in their order; behind everybody where they are fewer. `sequence` is the queue's next. */
export const rankBehind = (waiting: readonly Rank[], places: number | "end", sequence: number): Rank => {
  const before = places === "end" ? undefined : waiting[places - 1];
  if (places === "end" || !before || waiting.length === places) return { rankWeight: 0, rank: sequence * GAP };
  const after = waiting[places];
  const { rankWeight, rank } = before;
  if (after?.rankWeight !== rankWeight) return { rankWeight, rank: rank + GAP / 2 };
  return { rankWeight, rank: Math.floor((rank + after.rank) / 2) };
};

/** What the next missed call costs: so many places, the end, or the place itself. */
export const costOfMissing = (
  missedBefore: number,
  { missedCalls }: Pick<ClinicSettings, "missedCalls">,
): number | "end" | "void" => missedCalls[missedBefore] ?? "void";

/** How much shorter or longer than the average an estimate allows for. */
const SPREAD = { low: 0.7, high: 1.3 };
const MINUTE_MS = 60_000;

/** The wait as a range, in minutes: of those ahead, and of whoever is with the doctor. */
export const estimateOf = (
  ahead: number,
  isOccupied: boolean,
  visitMs: number,
): { readonly low: number; readonly high: number } => ({
  low: Math.floor((ahead * visitMs * SPREAD.low) / MINUTE_MS),
  high: Math.ceil(((ahead + (isOccupied ? 1 : 0)) * visitMs * SPREAD.high) / MINUTE_MS),
});
