import type { CallContext, CallOptions } from "../../../kernel/contract/contract.ts";
import { hasReason, ReasonError } from "../../../kernel/errors/reason.ts";
import { money } from "../../../kernel/money/money.ts";
import { PayOfflineTradeRequest } from "../../../proto/gen/paywindow/payments/v1/offline.ts";
import {
  CreateTradeRequest,
  PayTradeRequest,
  type Trade,
  TradeState,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { RecordTenderRequest, TillTender } from "../../../proto/gen/paywindow/payments/v1/tender.ts";
import type { Basket } from "../basket/basket.ts";
import { supermarketReasons } from "../errors.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import type { CheckoutAttempt } from "./attempt.ts";

/** What payments said of an attempt: the trade, or why it will not be paid. Everything else is UNKNOWN (P1) and thrown. */
export type PaymentReply = { readonly trade: Trade } | { readonly refusal: ReasonError };

/** The store's claim on the payer. The same for every call of an attempt. */
export const claimOf = (
  { merchantTradeId, total, currencyCode, coupon }: CheckoutAttempt,
  basket: Basket,
): CreateTradeRequest => ({
  ...CreateTradeRequest.create(),
  ...{ merchantId: basket.merchantId, storeId: basket.storeId, merchantTradeId },
  amount: money(total, currencyCode),
  subject: basket.storeName,
  payerUserId: coupon?.ownerUserId ?? "",
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
 * second time as the first. The trade of a coupon that has an owner is made first, for that user alone, so another's code is refused before money moves. A reason that is not retryable is a result; a retryable one, or no answer, leaves the result unknown.
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
    if (attempt.coupon?.ownerUserId) return await payAsOwner(payments, claimOf(attempt, basket), paymentCode, options);
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

/** A trade that waits for its payer and is not payable by this one is another user's: the coupon's owner alone may pay it. */
const payAsOwner = async (
  payments: SupermarketParts["payments"],
  claim: CreateTradeRequest,
  paymentCode: string,
  options: CallOptions,
): Promise<PaymentReply> => {
  const { merchantId, storeId, merchantTradeId, amount, subject } = claim;
  const { idempotencyKey: _, ...creation } = options;
  const waiting = (await payments.createTrade(claim, creation)).state === TradeState.TRADE_STATE_CREATED;
  const paying = { merchantId, storeId, merchantTradeId, amount, subject, paymentCode };
  try {
    return { trade: await payments.payTrade({ ...PayTradeRequest.create(), ...paying }, options) };
  } catch (error) {
    if (waiting && hasReason(error, "TRADE_NOT_PAYABLE"))
      return { refusal: supermarketReasons.error("COUPON_NOT_YOURS") };
    throw error;
  }
};
