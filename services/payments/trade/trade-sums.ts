import type { Store } from "../../../kernel/store/open-store.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { tradeModel } from "./trade-model.ts";

/** What payments holds of a trade, for checks of the services that it was made for: minor units. */
export interface TradeSums {
  /** 0 where it is not paid, or was reversed. */
  readonly paid: bigint;
  readonly refunded: bigint;
  readonly isReversed: boolean;
}

/** Reads trades' sums out of payments' own store, by the merchant's number; undefined where there is no such trade. */
export const readTradeSums =
  ({ connection }: Store) =>
  async (merchantId: string, merchantTradeId: string): Promise<TradeSums | undefined> => {
    const row = await findRow(tradeModel(connection), { merchantId, merchantTradeId });
    if (!row) return undefined;
    const { state, paidAmount = 0n, refundedAmount } = row;
    const isReversed = state === "REVERSED";
    return { paid: state === "SUCCESS" ? paidAmount : 0n, refunded: refundedAmount, isReversed };
  };
