import type { CallContext } from "../../../kernel/contract/contract.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { money } from "../../../kernel/money/money.ts";
import { CreateTradeRequest, PayTradeRequest, type Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { marketingReasons } from "../errors.ts";
import { type Hold, type HoldPayment, isTradeOf, payableOf } from "../hold/hold.ts";
import type { MarketingParts } from "../marketing-parts.ts";

/** What payments said: the trade, or why it will not be paid. Everything else is UNKNOWN (P1) and thrown. */
export type PaymentReply = { readonly trade: Trade } | { readonly refusal: ReasonError };

/** So long the trade waits for the payment that follows at once. */
const LIFETIME_S = 120;

type PaidHold = Hold & { readonly payment: HoldPayment };

/**
 * Asks payments to pay what the coupon leaves, as the till, within its own deadline. The trade is made first, with two things that a payment by code cannot
 * say: the attempt's mark, by which everybody knows later that the trade is the hold's, and the coupon's owner as the one user who may pay it, so that another's
 * code is refused by payments before any money moves. Both calls can be repeated: the second time they are answered as the first.
 */
export const askPayments = async (
  { payments }: Pick<MarketingParts, "payments">,
  hold: PaidHold,
  paymentCode: string,
  { caller, deadline, signal, traceparent }: CallContext,
): Promise<PaymentReply> => {
  const { merchantId, storeId, merchantTradeId, payment, currencyCode, ownerUserId = "" } = hold;
  const { subject, operatorId, terminalId, attemptId: passbackParams } = payment;
  const claim = { merchantId, storeId, merchantTradeId, subject, amount: money(payableOf(hold), currencyCode) };
  const request = { ...claim, operatorId, terminalId, passbackParams, lifetimeS: LIFETIME_S };
  const options = { caller, deadline, signal, traceparent };
  try {
    const creation = { ...CreateTradeRequest.create(), ...request, payerUserId: ownerUserId };
    const trade = await payments.createTrade(creation, options);
    if (!isTradeOf(hold, trade)) return { refusal: marketingReasons.error("SALE_ID_TAKEN") };
    const paying = { ...PayTradeRequest.create(), ...request, paymentCode };
    return { trade: await payments.payTrade(paying, { ...options, idempotencyKey: passbackParams }) };
  } catch (error) {
    if (error instanceof ReasonError && !error.row.retryable) return { refusal: error };
    throw error;
  }
};

/** Whether a hold is PayAndRedeem's. */
export const hasPayment = (hold: Hold): hold is PaidHold => hold.payment !== undefined;
