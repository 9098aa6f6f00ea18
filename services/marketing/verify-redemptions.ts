import type { Store } from "../../kernel/store/open-store.ts";
import { type Hold, type HoldState, payableOf } from "./hold/hold.ts";
import { holdModel } from "./hold/hold-model.ts";

/** What payments has of a trade, in minor units; undefined where there is none. */
type AskTrade = (
  merchantId: string,
  merchantTradeId: string,
) => Promise<{ readonly paid: bigint; readonly refunded: bigint } | undefined>;

/**
 * O6, at payments: a coupon that counts as redeemed has a trade of exactly what was left to pay, one that was given back a trade of which all went back, and one
 * that was set free none that was paid at the lower price. In words, each with its ids; empty where everything agrees.
 */
export const verifyRedemptions = async ({ connection }: Store, ask: AskTrade): Promise<readonly string[]> => {
  const found: string[] = [];
  const ended = { state: { $in: ["REDEEMED", "RETURNED", "RELEASED"] satisfies HoldState[] } };
  for await (const row of holdModel(connection).find(ended).lean<Hold[]>().cursor()) {
    const hold = row as Hold;
    const { paid = 0n, refunded = 0n } = (await ask(hold.merchantId, hold.merchantTradeId)) ?? {};
    found.push(...(hold.state === "RELEASED" ? lookAtReleased(hold, paid) : lookAtRedeemed(hold, paid, refunded)));
  }
  return found;
};

/** The number may have been paid for at another price afterwards, without the coupon. */
const lookAtReleased = (hold: Hold, paid: bigint): string[] =>
  paid > 0n && paid === payableOf(hold) ? [`hold ${hold._id} is RELEASED, and its ${paid} are paid`] : [];

const lookAtRedeemed = (hold: Hold, paid: bigint, refunded: bigint): string[] => {
  const { _id, state, refundReturned = false } = hold;
  const isBack = paid > 0n && refunded === paid;
  const isRight = isBack === (state === "RETURNED") || (state === "RETURNED" && refundReturned);
  return [
    ...(paid === payableOf(hold) ? [] : [`hold ${_id}: ${payableOf(hold)} to pay, ${paid} paid`]),
    ...(isRight ? [] : [`hold ${_id} is ${state}, ${refunded} of ${paid} went back`]),
  ];
};
