import { hasReason } from "../../../kernel/errors/reason.ts";
import type { Basket } from "../basket/basket.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import type { CheckoutAttempt } from "./attempt.ts";

/**
 * Gives back the coupon that marketing may hold for an attempt whose trade can never be paid any more. Again changes nothing. Throws where marketing cannot say:
 * the attempt then stays PENDING, and the recovery comes back to it.
 */
export const freeCoupon = async (
  { marketing }: Pick<SupermarketParts, "marketing">,
  { withCoupon, merchantTradeId }: CheckoutAttempt,
  { merchantId }: Basket,
): Promise<void> => {
  if (!withCoupon) return;
  try {
    await marketing.releaseCoupon({ merchantId, merchantTradeId });
  } catch (error) {
    // Refused, or never asked for.
    if (!hasReason(error, "HOLD_NOT_FOUND")) throw error;
  }
};
