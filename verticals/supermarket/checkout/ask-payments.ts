import type { CallContext } from "../../../kernel/contract/contract.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { money } from "../../../kernel/money/money.ts";
import { PayOfflineTradeRequest } from "../../../proto/gen/paywindow/payments/v1/offline.ts";
import { CreateTradeRequest, PayTradeRequest, type Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { RecordTenderRequest, TillTender } from "../../../proto/gen/paywindow/payments/v1/tender.ts";
import type { Basket } from "../basket/basket.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import type { CheckoutAttempt } from "./attempt.ts";

/** What payments said of an attempt: the trade, or why it will not be paid. Everything else is UNKNOWN (P1) and thrown. */
export type PaymentReply = { readonly trade: Trade } | { readonly refusal: ReasonError };

/** The store's claim on the payer. The same for every call of an attempt. */
export const claimOf = (
  { merchantTradeId, total, currencyCode }: CheckoutAttempt,
  basket: Basket,
): CreateTradeRequest => ({
  ...CreateTradeRequest.create(),
  ...{ merchantId: basket.merchantId, storeId: basket.storeId, merchantTradeId },
  amount: money(total, currencyCode),
  subject: basket.storeName,
});

/** What the drawer has already. Recording it again changes nothing, whoever does (P13). */
export const cashOf = (attempt: CheckoutAttempt, basket: Basket): RecordTenderRequest => {
  const { merchantId, storeId, merchantTradeId, amount, subject } = claimOf(attempt, basket);
  const received = attempt.offline?.received;
  return {
    ...RecordTenderRequest.create(),
    ...{ merchantId, storeId, merchantTradeId, amount, subject, tender: TillTender.TILL_TENDER_CASH },
    ...{ terminalId: basket.tillId },
    receivedAmount: received === undefined ? undefined : money(received, attempt.currencyCode),
  };
};

/**
 * Asks payments to pay the attempt's trade, as the cashier, within the till's own deadline, under the attempt's key: asked twice, payments answers the
 * second time as the first. A reason that is not retryable is a result; a retryable one, or no answer, leaves the result unknown.
 */
export const askPayments = async (
  { payments }: SupermarketParts,
  attempt: CheckoutAttempt,
  basket: Basket,
  paymentCode: string,
  { caller, deadline, signal, traceparent }: CallContext,
): Promise<PaymentReply> => {
  const options = { caller, deadline, signal, traceparent, idempotencyKey: attempt._id };
  const { merchantId, storeId, merchantTradeId, amount, subject } = claimOf(attempt, basket);
  const claim = { merchantId, storeId, merchantTradeId, amount, subject };
  const { offline } = attempt;
  try {
    if (!offline)
      return { trade: await payments.payTrade({ ...PayTradeRequest.create(), ...claim, paymentCode }, options) };
    if (offline.inCash) return { trade: await payments.recordTender(cashOf(attempt, basket), options) };
    const scanned = { ...claim, paymentCode, scanTime: offline.soldTime, terminalId: basket.tillId };
    return { trade: await payments.payOfflineTrade({ ...PayOfflineTradeRequest.create(), ...scanned }, options) };
  } catch (error) {
    if (error instanceof ReasonError && !error.row.retryable) return { refusal: error };
    throw error;
  }
};
