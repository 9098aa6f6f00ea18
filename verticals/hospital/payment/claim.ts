import { equalMoney, money } from "../../../kernel/money/money.ts";
import type { CreateTradeRequest, Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { CreateTradeRequest as CreateTrade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";

/** What the hospital claims of one user: the fee of an appointment, the sum of a bill. */
export interface Claim {
  readonly merchantId: string;
  readonly storeId: string;
  /** The id of the appointment or the bill. */
  readonly merchantTradeId: string;
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly subject: string;
  readonly payerUserId: string;
  readonly lifetimeS: number;
}

/** The same for every call about one claim, as payments compares it (P13). */
export const createTradeRequest = ({ amount, currencyCode, ...claim }: Claim): CreateTradeRequest => ({
  ...CreateTrade.create(),
  ...claim,
  amount: money(amount, currencyCode),
});

/** P21: what pays a claim is its own trade at its own amount, or nothing is written. */
export const assertPays = ({ merchantTradeId, amount, currencyCode }: Claim, trade: Trade): void => {
  const paid = trade.paidAmount ?? trade.amount;
  if (trade.merchantTradeId !== merchantTradeId || !paid || !equalMoney(paid, money(amount, currencyCode)))
    throw new Error(`the trade ${trade.tradeId} does not pay ${merchantTradeId}`);
};
