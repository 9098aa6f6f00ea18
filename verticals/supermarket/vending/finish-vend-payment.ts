import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { TradePaid } from "../../../proto/gen/paywindow/payments/v1/events.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { tradePaid } from "../events.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { recordTrade } from "./record-vend.ts";

const isOfVend = (trade: Trade | undefined): boolean => trade?.merchantTradeId.startsWith("vnd_") ?? false;

/** Hears that a payer has paid by the QR code, or has confirmed a code by password. A paid trade of a closed vend must not exist: a dead letter, for people (P8). */
const finishVendPayment =
  (parts: SupermarketParts) =>
  async ({ trade }: TradePaid, { session, now }: EventContext): Promise<void> => {
    if (!trade || !isOfVend(trade)) return;
    const order = await findRow(parts.vendOrders, { _id: trade.merchantTradeId }, session);
    if (!order || order.merchantId !== trade.merchantId) return;
    if (order.state === "CLOSED") throw new Error(`the trade ${trade.tradeId} is paid, but its vend was closed`);
    await recordTrade(parts, order, trade, { session, now });
  };

export const vendPaidConsumer = (parts: SupermarketParts): EventConsumer =>
  consume(tradePaid, "finish-vend-payment", finishVendPayment(parts), ({ trade }) => isOfVend(trade));
