import type { ClientSession } from "mongoose";
import type { CallContext } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { hasReason } from "../../../kernel/errors/reason.ts";
import type { Money } from "../../../kernel/money/money.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { Raced, runAgain } from "../../../kernel/store/run-again.ts";
import { type Basket, decideCheckOut } from "../basket/basket.ts";
import { loadBasket } from "../basket/load-basket.ts";
import { supermarketReasons } from "../errors.ts";
import { findShort, reserveSold, reserveStock } from "../item/stock.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import {
  type CheckoutAttempt,
  firstRecoverTime,
  isAnswered,
  merchantTradeIdOf,
  type OfflineTender,
} from "./attempt.ts";

/** CheckOutBasket as it was parsed. */
export interface CheckOutCommand {
  readonly attemptId: string;
  readonly requestHash: string;
  readonly basketId: string;
  readonly paymentCode: string;
  readonly expectedTotal: Money | undefined;
  /** Empty: none. */
  readonly couponCode: string;
  /** Of a sale that was made without a network: what it sold has left the store. */
  readonly offline?: OfflineTender;
}

interface Begun {
  readonly attempt: CheckoutAttempt;
  readonly basket: Basket;
  /** Whether this call is the first of its key. */
  readonly isFirst: boolean;
}

type BeginContext = Pick<CallContext, "caller" | "now">;

/** The attempt of this key: the one that an earlier call began, or a new one. */
export const beginAttempt = async (
  parts: SupermarketParts,
  command: CheckOutCommand,
  context: BeginContext,
): Promise<Begun> => {
  const begin = async (session: ClientSession): Promise<Begun> => {
    const known = await findRow(parts.attempts, { _id: command.attemptId }, session);
    if (known && known.requestHash !== command.requestHash) throw commonReasons.error("IDEMPOTENCY_KEY_REUSED");
    const basket = await loadBasket(parts, command.basketId, context.caller, session);
    if (known) return continueAttempt(parts, known, basket, session);
    return startAttempt(parts, command, basket, context, session);
  };
  // A duplicate that began at the same moment may be first; run again, ours finds its attempt and continues it.
  return runAgain(() => parts.store.transaction(begin)).catch((error) => nameShortItem(parts, command, error));
};

/** A refusal for want of stock, with the item that is short where that can still be told. The transaction is over: nothing is reserved any more. */
const nameShortItem = async (
  parts: SupermarketParts,
  { basketId }: CheckOutCommand,
  error: unknown,
): Promise<never> => {
  if (!hasReason(error, "STOCK_INSUFFICIENT")) throw error;
  const basket = await parts.baskets.findById(basketId).lean<Basket>();
  const short = await findShort(parts.items, basket?.lines ?? []);
  throw supermarketReasons.error("STOCK_INSUFFICIENT", { metadata: short ? { barcode: short.barcode } : {} });
};

/** A retry or a duplicate: payments will be asked once more, under the same key. */
const continueAttempt = async (
  { attempts }: SupermarketParts,
  attempt: CheckoutAttempt,
  basket: Basket,
  session: ClientSession,
): Promise<Begun> => {
  if (!isAnswered(attempt)) await attempts.updateOne({ _id: attempt._id }, { $inc: { asks: 1 } }, { session });
  return { attempt, basket, isFirst: false };
};

const startAttempt = async (
  { attempts, baskets, items }: SupermarketParts,
  command: CheckOutCommand,
  basket: Basket,
  { caller, now }: BeginContext,
  session: ClientSession,
): Promise<Begun> => {
  const refusal = decideCheckOut(basket, command.expectedTotal);
  if (refusal) throw supermarketReasons.error(refusal);
  const attemptNumber = basket.attemptCount + 1;
  const checkingOut = { state: "CHECKING_OUT", attemptCount: attemptNumber, attemptId: command.attemptId } as const;
  const asDecided = { _id: basket._id, state: "OPEN", revision: basket.revision } as const;
  const moved = await updateRow(baskets, { filter: asDecided, update: { $set: checkingOut } }, { session });
  if (moved === 0) throw new Raced();
  if (command.offline) await reserveSold(items, basket.lines, session);
  else if ((await reserveStock(items, basket.lines, session)) === "short")
    throw supermarketReasons.error("STOCK_INSUFFICIENT");
  // From here on nothing is refused.
  const attempt: CheckoutAttempt = {
    ...{ _id: command.attemptId, requestHash: command.requestHash, basketId: basket._id },
    ...{ merchantTradeId: merchantTradeIdOf(basket._id, attemptNumber), cashierId: caller.id, startTime: now },
    ...{ total: basket.total, currencyCode: basket.currencyCode, ...(command.offline && { offline: command.offline }) },
    ...(command.couponCode !== "" && ({ withCoupon: true } as const)),
    ...{ state: "PENDING", asks: 1, recoverTime: firstRecoverTime(now), recoveries: 0 },
  };
  await insertRow(attempts, attempt, session);
  return { attempt, basket: { ...basket, ...checkingOut }, isFirst: true };
};
