import { hasReason } from "../../../kernel/errors/reason.ts";
import { equalMoney } from "../../../kernel/money/money.ts";
import { type CreateTradeRequest, type Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { businessFault } from "../fault.ts";
import { lookUpTrade } from "./find-trade.ts";
import type { Calling, Parties } from "./method.ts";
import type { Lifetime } from "./trade-fields.ts";

/** Two spans until the same instant, taken a while apart, lead to instants this near to each other. */
const SAME_INSTANT_MS = 61_000;

/** Creates a trade, or finds the one that an earlier, equal request created. @throws ACQ.TRADE_HAS_SUCCESS, ACQ.TRADE_HAS_CLOSE for one that is paid or over. */
export const createOnce = async (
  parties: Parties,
  request: CreateTradeRequest,
  lifetime: Lifetime,
  calling: Calling,
): Promise<Trade> => {
  const trade = await parties.payments
    .createTrade(request, calling.options)
    .catch((error: unknown) => findSame(error, parties, request, lifetime, calling));
  if (trade.state === TradeState.TRADE_STATE_SUCCESS) throw businessFault("ACQ.TRADE_HAS_SUCCESS", "交易已被支付");
  if (trade.state === TradeState.TRADE_STATE_CLOSED || trade.state === TradeState.TRADE_STATE_REVERSED)
    throw businessFault("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
  return trade;
};

/** The trade under the number: where it is the same but for a span until an absolute time, which shrinks from try to try, or where it is paid or over. */
const findSame = async (
  error: unknown,
  parties: Parties,
  { merchantId, merchantTradeId, amount, subject, storeId }: CreateTradeRequest,
  { expireTime }: Lifetime,
  calling: Calling,
): Promise<Trade> => {
  if (!hasReason(error, "MERCHANT_TRADE_ID_REUSED")) throw error;
  const trade = await lookUpTrade(parties, { merchantId, tradeId: "", merchantTradeId }, calling);
  if (!trade?.amount || !amount) throw error;
  const isReversed = trade.state === TradeState.TRADE_STATE_REVERSED;
  const isSame = equalMoney(trade.amount, amount) && trade.subject === subject && trade.storeId === storeId;
  const driftMs = Math.abs((trade.expireTime?.getTime() ?? 0) - (expireTime?.getTime() ?? Number.POSITIVE_INFINITY));
  if (isReversed || (isSame && driftMs <= SAME_INSTANT_MS)) return trade;
  throw error;
};
