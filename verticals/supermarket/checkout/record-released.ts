import type { ClientSession } from "mongoose";
import type { ReasonError } from "../../../kernel/errors/reason.ts";
import { toStoredReason } from "../../../kernel/errors/stored-reason.ts";
import type { Basket } from "../basket/basket.ts";
import { releaseReserved } from "../item/stock.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import type { CheckoutAttempt } from "./attempt.ts";

/** Why an attempt is released, and whether only one that asked payments just once may be. */
interface Release {
  readonly refusal?: ReasonError;
  readonly onlyIfAskedOnce?: boolean;
}

/**
 * The end of a checkout that will not be paid, in the given transaction: stock back on the shelf, basket OPEN again. Only for an attempt whose trade
 * can never be paid any more. False, and nothing written, where the attempt is concluded already (or was asked for more often than allowed).
 */
export const recordReleased = async (
  { attempts, baskets, items }: SupermarketParts,
  attempt: CheckoutAttempt,
  basket: Basket,
  { refusal, onlyIfAskedOnce }: Release,
  session: ClientSession,
): Promise<boolean> => {
  const pending = { _id: attempt._id, state: "PENDING", ...(onlyIfAskedOnce ? { asks: 1 } : {}) } as const;
  const released = { state: "RELEASED", ...(refusal ? { refusal: toStoredReason(refusal) } : {}) } as const;
  const { matchedCount } = await attempts.updateOne(pending, { $set: released }, { session });
  if (matchedCount === 0) return false;
  await releaseReserved(items, basket.lines, session);
  await baskets.updateOne({ _id: basket._id }, { $set: { state: "OPEN" }, $unset: { attemptId: 1 } }, { session });
  return true;
};

/** Keeps payments' reason as the answer of an attempt that was released without one. */
export const storeRefusal = async (
  { attempts }: SupermarketParts,
  { _id }: CheckoutAttempt,
  refusal: ReasonError,
): Promise<void> => {
  const unanswered = { _id, state: "RELEASED", refusal: { $exists: false } } as const;
  await attempts.updateOne(unanswered, { $set: { refusal: toStoredReason(refusal) } });
};
