import type { Store } from "../../kernel/store/open-store.ts";
import { findRow } from "../../kernel/store/rows.ts";
import { basketModel } from "./basket/basket-model.ts";
import type { CheckoutAttempt } from "./checkout/attempt.ts";
import { attemptModel } from "./checkout/attempt-model.ts";
import { receiptModel } from "./receipt/receipt-model.ts";
import type { VendOrder } from "./vending/vend-order.ts";
import { vendOrderModel } from "./vending/vend-order-model.ts";

/** What a check of all sales found. */
export interface SalesCheck {
  /** How many checkouts that have ended, and vends, were looked at. */
  readonly checkouts: number;
  readonly vends: number;
  /** In words, each with its ids; empty where everything agrees. */
  readonly mismatches: readonly string[];
}

/** What payments has of a trade, in minor units. */
interface TradeSums {
  /** 0 where it is not paid, or was reversed. */
  readonly paid: bigint;
  readonly refunded: bigint;
  readonly isReversed: boolean;
}

/** Undefined where there is no such trade. */
type AskTrade = (merchantId: string, merchantTradeId: string) => Promise<TradeSums | undefined>;

const NOTHING: TradeSums = { paid: 0n, refunded: 0n, isReversed: false };

/** A checkout that ended is paid as its receipt says, or not at all. What a shop takes back later, it takes back at payments. */
const checkCheckout = async (store: Store, attempt: CheckoutAttempt, ask: AskTrade): Promise<string[]> => {
  const { _id, basketId, merchantTradeId, state, total } = attempt;
  const basket = await findRow(basketModel(store.connection), { _id: basketId });
  const { paid, isReversed } = (await ask(basket?.merchantId ?? "", merchantTradeId)) ?? NOTHING;
  if (state === "RELEASED") return paid === 0n ? [] : [`checkout ${_id} is RELEASED, but its trade is paid`];
  const receipt = await findRow(receiptModel(store.connection), { _id: basketId });
  const found = receipt?.total === total ? [] : [`checkout ${_id} of ${total}, its receipt says ${receipt?.total}`];
  if (paid !== total && !isReversed) found.push(`checkout ${_id} of ${total} is PAID, its trade has ${paid}`);
  return found;
};

/** Y7: a vend is given out and paid, or the money is back; of one that was never paid there is none. What is on its way is left to the recovery. */
const checkVend = async (vend: VendOrder, ask: AskTrade): Promise<string[]> => {
  const { _id, merchantId, state, price } = vend;
  if (state === "CHOSEN") return [];
  const { paid, refunded, isReversed } = (await ask(merchantId, _id)) ?? NOTHING;
  if (state === "CLOSED") return paid === 0n ? [] : [`vend ${_id} is CLOSED, but its trade is paid`];
  if (isReversed) return [];
  if (paid !== price) return [`vend ${_id} of ${price} is ${state}, its trade has ${paid}`];
  const isBack = refunded === price;
  if (state === "REFUNDED" && !isBack) return [`vend ${_id} is REFUNDED, but ${refunded} of ${price} went back`];
  // Of what was given out, and not flagged, the machine's own refund must not have been made.
  if (state === "VENDED" && isBack) return [`vend ${_id} is VENDED, and all of its money went back`];
  return [];
};

/**
 * Holds every checkout that has ended against its receipt and its trade at payments, and every vend against its trade. To be run where nothing is being
 * written; `ask` says what payments has of a trade.
 */
export const verifySales = async (store: Store, ask: AskTrade): Promise<SalesCheck> => {
  const mismatches: string[] = [];
  let checkouts = 0;
  const ended = attemptModel(store.connection).find({ state: { $in: ["PAID", "RELEASED"] } });
  for await (const attempt of ended.lean<CheckoutAttempt[]>().cursor()) {
    checkouts++;
    mismatches.push(...(await checkCheckout(store, attempt as CheckoutAttempt, ask)));
  }
  let vends = 0;
  for await (const vend of vendOrderModel(store.connection).find().lean<VendOrder[]>().cursor()) {
    vends++;
    mismatches.push(...(await checkVend(vend as VendOrder, ask)));
  }
  return { checkouts, vends, mismatches };
};
