import { plusMs } from "../../../kernel/time/clock.ts";

/** So many failures in a row are forgiven; the next ones each lock the login for twice as long. */
const FORGIVEN_FAILURES = 4;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 15 * 60_000;
/** Failures are forgotten a day after the last. */
const MEMORY_MS = 24 * 60 * 60_000;

/** The failures in a row of one login, whether a principal has that login or not: a lock that only real logins had would tell which are real. */
export interface FailedSignIns {
  readonly failures: number;
  readonly lockedUntil: Date;
  /** From then on there were none. */
  readonly forgetTime: Date;
}

/** What becomes of an attempt to sign in. */
type Verdict =
  | { readonly kind: "locked"; readonly retryAfterMs: number }
  | { readonly kind: "refused"; readonly record: FailedSignIns }
  | { readonly kind: "welcome" };

/** How long the `failures`-th failure in a row locks the login: 0, 0, 0, 0, 30 s, 1 min, 2 min … 15 min. */
export const lockMs = (failures: number): number =>
  failures <= FORGIVEN_FAILURES
    ? 0
    : Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** (failures - FORGIVEN_FAILURES - 1));

/** How long the login is still locked, 0 where it is not. */
export const remainingLockMs = (record: FailedSignIns | null, now: Date): number =>
  record ? Math.max(0, record.lockedUntil.getTime() - now.getTime()) : 0;

/**
 * Judges an attempt whose password was verified, in the transaction that writes the verdict. A locked login is refused whether the password was right
 * or wrong, so of many guesses made at once only as many as one by one learn anything.
 */
export const judgeAttempt = (record: FailedSignIns | null, passwordRight: boolean, now: Date): Verdict => {
  const retryAfterMs = remainingLockMs(record, now);
  if (retryAfterMs > 0) return { kind: "locked", retryAfterMs };
  if (passwordRight) return { kind: "welcome" };
  const remembered = record && record.forgetTime > now ? record.failures : 0;
  const failures = remembered + 1;
  const lockedUntil = plusMs(now, lockMs(failures));
  return { kind: "refused", record: { failures, lockedUntil, forgetTime: plusMs(now, MEMORY_MS) } };
};
