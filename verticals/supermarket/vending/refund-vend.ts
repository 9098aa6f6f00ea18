import { hasReason } from "../../../kernel/errors/reason.ts";
import { equalMoney } from "../../../kernel/money/money.ts";
import { RefundState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { moveVend } from "./record-vend.ts";
import { amountOf, type VendOrder } from "./vend-order.ts";

/**
 * Gives all of the money of a failed vend back, under a number that is made of the vend's: however often and by whomever it is asked, it goes back once (P13).
 * True where the payer has it; false where its channel has not said so yet. Throws where payments cannot say, or does not do it now.
 */
export const refundVend = async (parts: SupermarketParts, order: VendOrder): Promise<boolean> => {
  const id = { merchantId: order.merchantId, merchantTradeId: order._id, tradeId: "" };
  const asked = { merchantRefundId: `${order._id}-refund`, amount: amountOf(order), refundReason: "未出货退款" };
  const isBack = await parts.payments.refundTrade({ ...id, ...asked }).then(
    ({ state }) => state === RefundState.REFUND_STATE_SUCCESS,
    async (error: unknown) => {
      // The shop may have given the money back by hand; then there is nothing left to do.
      if (!hasReason(error, "REFUND_EXCEEDS_PAID")) throw error;
      const { refundedAmount } = await parts.payments.queryTrade(id);
      if (!refundedAmount || !equalMoney(refundedAmount, amountOf(order))) throw error;
      return true;
    },
  );
  if (isBack && (await moveVend(parts, order, ["FAILED"], { state: "REFUNDED" })))
    parts.vends.inc({ outcome: "refunded" });
  return isBack;
};
