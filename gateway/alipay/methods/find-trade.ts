import { hasReason } from "../../../kernel/errors/reason.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { businessFault } from "../fault.ts";
import type { Calling, Parties } from "./method.ts";
import { isThere } from "./trade-answer.ts";
import type { TradeReference } from "./trade-fields.ts";

/** The trade as payments has it, whether an Alipay client sees it or not. */
export const lookUpTrade = async (
  { payments }: Parties,
  reference: TradeReference,
  { options }: Calling,
): Promise<Trade | undefined> => {
  try {
    return await payments.queryTrade(reference, options);
  } catch (error) {
    if (hasReason(error, "TRADE_NOT_FOUND")) return undefined;
    throw error;
  }
};

/** The trade as an Alipay client sees it. @throws ACQ.TRADE_NOT_EXIST */
export const findTrade = async (parties: Parties, reference: TradeReference, calling: Calling): Promise<Trade> => {
  const trade = await lookUpTrade(parties, reference, calling);
  if (!trade || !isThere(trade)) throw businessFault("ACQ.TRADE_NOT_EXIST", "交易不存在");
  return trade;
};
