const MINUTE_MS = 60_000;

/** What a clinic may set for itself (V10, V11); where it does not, the defaults hold. Spans in milliseconds. */
export interface ClinicSettings {
  /** How long a place is held for its payment; at least a minute. */
  readonly holdMs: number;
  /** How long a bill of items waits for its payer; at least a minute. */
  readonly billMs: number;
  /** Until so long before the slot an appointment can be cancelled. */
  readonly cancelBeforeMs: number;
  /** From so long before the slot the patient can check in. */
  readonly checkInBeforeMs: number;
  /** How many places a missed call costs: the first, the second, …; "end" is behind everybody. After the last of them the place is void. */
  readonly missedCalls: readonly (number | "end")[];
  /** So many appointments missed in so many months block booking for as many months. */
  readonly noShowLimit: number;
  readonly noShowMonths: number;
  /** From which age a patient goes before others. */
  readonly elderlyYears: number;
  /** How many visits make the average that an estimate stands on, and what it is before there are any. */
  readonly recentVisits: number;
  readonly usualVisitMs: number;
}

export const DEFAULT_SETTINGS: ClinicSettings = {
  holdMs: 15 * MINUTE_MS,
  billMs: 5 * MINUTE_MS,
  cancelBeforeMs: 30 * MINUTE_MS,
  checkInBeforeMs: 30 * MINUTE_MS,
  missedCalls: [5, 5, "end"],
  noShowLimit: 3,
  noShowMonths: 3,
  elderlyYears: 65,
  recentVisits: 10,
  usualVisitMs: 8 * MINUTE_MS,
};

/** How many patients a user binds, and how many users a patient. */
export const MAX_PATIENTS_PER_USER = 6;
export const MAX_USERS_PER_PATIENT = 4;

/** The instant so many months later (earlier where negative); the last of a month where that month has no such day. */
export const plusMonths = (instant: Date, months: number): Date => {
  const moved = new Date(instant);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  if (moved.getUTCDate() !== instant.getUTCDate()) moved.setUTCDate(0);
  return moved;
};
