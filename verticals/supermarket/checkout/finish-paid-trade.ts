import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { TradePaid } from "../../../proto/gen/paywindow/payments/v1/events.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { tradePaid } from "../events.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { parseMerchantTradeId } from "./attempt.ts";
import { recordPaid } from "./record-paid.ts";

/** The checkout that a trade's number names; undefined for a trade of somebody else. */
const claimed = (trade: Trade | undefined) => trade && parseMerchantTradeId(trade.merchantTradeId);

/**
 * Hears that a trade was paid. Where its checkout is still under way (the till's line broke, this service died) it is concluded here, before the
 * recovery comes by; mostly it is concluded already. A paid trade whose checkout was released must not exist: that event becomes a dead letter, which an
 * operator sees (P8).
 */
const finishPaidTrade =
  (parts: SupermarketParts) =>
  async ({ trade }: TradePaid, context: EventContext): Promise<void> => {
    const named = claimed(trade);
    if (!trade || !named) return;
    const basket = await findRow(parts.baskets, { _id: named.basketId }, context.session);
    if (!basket || basket.merchantId !== trade.merchantId) return;
    const isCurrent = basket.attemptCount === named.attemptNumber;
    const attempt = isCurrent ? await findRow(parts.attempts, { _id: basket.attemptId }, context.session) : null;
    if (attempt?.state === "PAID" || (attempt && (await recordPaid(parts, attempt, basket, trade, context)))) return;
    throw new Error(`the trade ${trade.tradeId} is paid, but its checkout was released`);
  };

export const tradePaidConsumer = (parts: SupermarketParts): EventConsumer =>
  consume(tradePaid, "finish-paid-trade", finishPaidTrade(parts), ({ trade }) => claimed(trade) !== undefined);
