import type { Store } from "../../kernel/store/open-store.ts";
import type { Hold, HoldState } from "./hold/hold.ts";
import { holdModel } from "./hold/hold-model.ts";

/** What payments has of a trade, in minor units; undefined where there is none. */
type AskTrade = (
  merchantId: string,
  merchantTradeId: string,
) => Promise<{ readonly paid: bigint; readonly refunded: bigint } | undefined>;

/**
 * O6, at payments: a coupon that counts as redeemed has a trade of exactly what was left to pay, and one that was given back a trade of which all went back. In
 * words, each with its ids; empty where everything agrees.
 */
export const verifyRedemptions = async ({ connection }: Store, ask: AskTrade): Promise<readonly string[]> => {
  const found: string[] = [];
  const settled = { state: { $in: ["REDEEMED", "RETURNED"] satisfies HoldState[] } };
  for await (const row of holdModel(connection).find(settled).lean<Hold[]>().cursor()) {
    const { _id, merchantId, merchantTradeId, state, amount, discount } = row as Hold;
    const { paid = 0n, refunded = 0n } = (await ask(merchantId, merchantTradeId)) ?? {};
    if (paid !== amount - discount) found.push(`hold ${_id}: ${amount - discount} to pay, ${paid} paid`);
    const isBack = paid > 0n && refunded === paid;
    if (isBack !== (state === "RETURNED")) found.push(`hold ${_id} is ${state}, ${refunded} of ${paid} went back`);
  }
  return found;
};
