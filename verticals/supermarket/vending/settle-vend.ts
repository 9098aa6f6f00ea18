import { hasReason } from "../../../kernel/errors/reason.ts";
import { CreateTradeRequest, type Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { recordTrade } from "./record-vend.ts";
import { amountOf, TRADE_LIFETIME_S, type VendOrder } from "./vend-order.ts";

/** The store's claim on whoever stands before the kiosk. The same for every call of a vend. */
export const vendClaim = (order: VendOrder): CreateTradeRequest => ({
  ...CreateTradeRequest.create(),
  ...{ merchantId: order.merchantId, storeId: order.storeId, merchantTradeId: order._id, amount: amountOf(order) },
  ...{ subject: `${order.storeName} ${order.name}`, terminalId: order.kioskId },
  ...{ lifetimeS: TRADE_LIFETIME_S, withQrCode: true },
});

/** Commits what a trade of payments means for its vend. */
export const applyTrade = (
  parts: SupermarketParts,
  order: VendOrder,
  trade: Trade | undefined,
  now: Date,
): Promise<void> =>
  trade ? parts.store.transaction((session) => recordTrade(parts, order, trade, { session, now })) : Promise.resolve();

/**
 * Ends the wait for a payer, never by the clock alone (P4, P6): the trade is closed or taken back at the platform first. One that was never made is made
 * REVERSED there, so that a creation which is still on its way meets it; one that turns out to be paid is kept, and the vend goes on. Where payments cannot
 * say yet, nothing changes. Asked as this service: the payer's money does not depend on the kiosk's login.
 */
export const settleVend = async (parts: SupermarketParts, order: VendOrder, now: Date): Promise<void> => {
  const id = { merchantId: order.merchantId, merchantTradeId: order._id, tradeId: "" };
  const trade = await parts.payments.reverseTrade({ ...id, keepPaid: true }).then(
    (answer) => answer.trade,
    (error: unknown) => {
      if (hasReason(error, "TRADE_NOT_REVERSIBLE")) return parts.payments.queryTrade(id);
      throw error;
    },
  );
  await applyTrade(parts, order, trade, now);
};
