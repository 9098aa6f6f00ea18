import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import type {
  ListWaitingTradesRequest,
  ListWaitingTradesResponse,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { withMerchantNames } from "./merchant-names.ts";
import { tradeMessage } from "./trade-message.ts";
import { type TradeRow, toTrade } from "./trade-model.ts";

const SHOWN = 20;

/** ListWaitingTrades: what waits for the calling user's password, and is not over. */
export const listWaitingTrades =
  (parts: PaymentsParts): Handler<ListWaitingTradesRequest, ListWaitingTradesResponse> =>
  async (_request, { caller, now }) => {
    const askedUserId = userOf(caller);
    const rows = await parts.trades
      .find({ askedUserId, expireTime: { $gt: now }, state: { $in: ["CREATED", "PAYING"] } })
      .sort({ createTime: -1 })
      .limit(SHOWN)
      .lean<TradeRow[]>();
    const waiting = rows.filter(({ wait }) => wait !== "CHANNEL");
    const messages = waiting.map((row) => tradeMessage(toTrade(row), "payer"));
    return { trades: await withMerchantNames(parts, messages) };
  };
