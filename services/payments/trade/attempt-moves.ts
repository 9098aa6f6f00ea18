import type { PaymentReason } from "../errors.ts";
import { endWait, lifetimeEnd, move, type Trade, withoutPayer } from "./trade.ts";

/** What the end of an attempt makes of its trade, without any I/O. */

/** The attempt failed: the trade waits for another one, or is closed where its own time is over. What was counted of it is taken off. */
export const failAttempt = (trade: Trade, refusalReason: PaymentReason, now: Date): Trade => {
  const { risk: _, ...unpaid } = trade;
  if (now >= lifetimeEnd(trade)) return { ...endWait(move(unpaid, "CLOSED")), refusalReason, closeTime: now };
  return { ...withoutPayer(move(unpaid, "CREATED")), refusalReason };
};

/** The attempt is taken back, or about to be: its result is asked for until it is known. */
export const beginReverse = (trade: Trade): Trade => move(trade, "REVERSING");

/** The payer has whatever was taken. */
export const reverseDone = (trade: Trade, now: Date): Trade => {
  const { risk: _, ...over } = endWait(move(trade, "REVERSED"));
  return { ...over, reverseTime: now };
};
