import type { Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { PaymentsParts } from "../payments-parts.ts";

/** Trades as a payer reads them who is asked for money: with the names of those who ask. One read, whatever their number. */
export const withMerchantNames = async (
  { merchants }: Pick<PaymentsParts, "merchants">,
  trades: readonly TradeMessage[],
): Promise<TradeMessage[]> => {
  if (trades.length === 0) return [];
  const ids = [...new Set(trades.map(({ merchantId }) => merchantId))];
  const rows = await merchants.find({ _id: { $in: ids } }, { name: 1 }).lean<{ _id: string; name: string }[]>();
  const names = new Map(rows.map(({ _id, name }) => [_id, name]));
  return trades.map((trade) => ({ ...trade, merchantName: names.get(trade.merchantId) ?? "" }));
};
