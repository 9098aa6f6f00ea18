import type { Caller } from "../../../kernel/auth/caller.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { idOfDigits } from "../../../kernel/ids/id-digits.ts";
import { isId } from "../../../kernel/ids/ids.ts";
import { operatorOf } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { Trade } from "../trade/trade.ts";
import { type TradeRow, toTrade } from "../trade/trade-model.ts";

/** What integrators try the platform out with: operators' calls that exist where the demonstration is on, and nowhere else. */

export const SANDBOX_USER_NAME = "沙箱用户";
/** Of sandbox users, who have no phone in anybody's hand. */
export const SANDBOX_PASSWORD = "246810";
export const SANDBOX_FUNDS = 10_000_000n;

/** @throws ROUTE_NOT_FOUND where the demonstration is off; CALLER_UNKNOWN, CALLER_NOT_ALLOWED for anybody but an operator. The operator's id. */
export const sandboxOperatorOf = (demo: boolean, caller: Caller): string => {
  if (!demo) throw commonReasons.error("ROUTE_NOT_FOUND");
  return operatorOf(caller);
};

/** A trade by any name that an integrator has for it. @throws TRADE_NOT_FOUND. */
export const findSandboxTrade = async ({ trades, merchants }: PaymentsParts, name: string): Promise<Trade> => {
  const tradeId = isId("trd", name) ? name : idOfDigits("trd", name);
  const row = tradeId
    ? await trades.findById(tradeId).lean<TradeRow>()
    : await trades
        // By the unique index of (merchant, merchant's id), merchant by merchant.
        .findOne({ merchantId: { $in: await merchants.distinct("_id") }, merchantTradeId: name })
        .sort({ createTime: -1 })
        .lean<TradeRow>();
  if (!row) throw paymentReasons.error("TRADE_NOT_FOUND");
  return toTrade(row);
};
