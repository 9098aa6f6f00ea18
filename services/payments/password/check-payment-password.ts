import { verifyPassword } from "../../../kernel/crypto/password.ts";
import type { ReasonError } from "../../../kernel/errors/reason.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { PAYMENT_PASSWORD_TRIES } from "../config.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { openPasswordHash } from "./payment-password-model.ts";

type PasswordParts = Pick<PaymentsParts, "paymentPasswords" | "seal">;

/**
 * Why the payment password does not hold, to be thrown by the handler; undefined where it does. Never called inside a transaction: it takes the time of an
 * argon2id, and a wrong try counts whatever becomes of the rest.
 *
 * The password is compared first and judged by one conditional write afterwards, so of many guesses made at once only as many as one by one learn anything:
 * a lock refuses right and wrong ones alike.
 * Reasons: PAYMENT_PASSWORD_NOT_SET, PAYMENT_PASSWORD_LOCKED (metadata retryAfterMinutes), PAYMENT_PASSWORD_NEEDED where it is empty (no try), and
 * PAYMENT_PASSWORD_WRONG (metadata triesLeft). A request that is hashed for its idempotency key must be hashed without the password.
 */
export const checkPaymentPassword = async (
  parts: PasswordParts,
  userId: string,
  password: string,
  now: Date,
): Promise<ReasonError | undefined> => {
  const row = await findRow(parts.paymentPasswords, { _id: userId });
  if (!row) return paymentReasons.error("PAYMENT_PASSWORD_NOT_SET");
  if (row.lockedUntil > now) return locked(row.lockedUntil, now);
  if (password === "") return paymentReasons.error("PAYMENT_PASSWORD_NEEDED");
  const isRight = await verifyPassword(openPasswordHash(parts.seal, row), password);
  return isRight ? welcome(parts, userId, now) : countWrongTry(parts, userId, now);
};

const welcome = async (parts: PasswordParts, userId: string, now: Date): Promise<ReasonError | undefined> => {
  const filter = { _id: userId, lockedUntil: { $lte: now } };
  const cleared = await updateRow(parts.paymentPasswords, { filter, update: { $set: { wrongTries: 0 } } });
  return cleared === 1 ? undefined : lockedNow(parts, userId, now);
};

/** One more wrong try, or the one that locks. Where another caller's try came in between, neither write matches, and it is judged anew. */
const countWrongTry = async (parts: PasswordParts, userId: string, now: Date): Promise<ReasonError> => {
  const { max, lockMs } = PAYMENT_PASSWORD_TRIES;
  const open = { _id: userId, lockedUntil: { $lte: now } };
  for (;;) {
    const counted = await parts.paymentPasswords
      .findOneAndUpdate(
        { ...open, wrongTries: { $lt: max - 1 } },
        { $inc: { wrongTries: 1 } },
        { returnDocument: "after" },
      )
      .lean();
    if (counted) return wrong(max - counted.wrongTries);
    const lockedUntil = plusMs(now, lockMs);
    const lock = {
      filter: { ...open, wrongTries: { $gte: max - 1 } },
      update: { $set: { wrongTries: 0, lockedUntil } },
    };
    if ((await updateRow(parts.paymentPasswords, lock)) === 1) return locked(lockedUntil, now);
    const row = await findRow(parts.paymentPasswords, { _id: userId });
    if (!row) return paymentReasons.error("PAYMENT_PASSWORD_NOT_SET");
    if (row.lockedUntil > now) return locked(row.lockedUntil, now);
  }
};

const wrong = (triesLeft: number): ReasonError =>
  paymentReasons.error("PAYMENT_PASSWORD_WRONG", { metadata: { triesLeft: String(triesLeft) } });

const locked = (until: Date, now: Date): ReasonError => {
  const minutes = Math.ceil((until.getTime() - now.getTime()) / 60_000);
  return paymentReasons.error("PAYMENT_PASSWORD_LOCKED", { metadata: { retryAfterMinutes: String(minutes) } });
};

const lockedNow = async ({ paymentPasswords }: PasswordParts, userId: string, now: Date): Promise<ReasonError> => {
  const row = await findRow(paymentPasswords, { _id: userId });
  return row ? locked(row.lockedUntil, now) : paymentReasons.error("PAYMENT_PASSWORD_NOT_SET");
};
