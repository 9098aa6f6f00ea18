import { channelOf, type Posting, suspenseOf } from "../ledger/ledger.ts";
import type { PaymentAttemptRow } from "../trade/payment-attempt-model.ts";

type Late = Pick<PaymentAttemptRow, "channelId" | "amount" | "currencyCode">;

/** What moves when a payment that came too late is taken in, and when it is given back. */
export const latePosting = (
  { channelId, amount = 0n, currencyCode = "" }: Late,
  reason: "LATE_PAYMENT" | "LATE_REFUND",
): Posting => {
  const channel = channelOf(channelId ?? "", currencyCode);
  const suspense = suspenseOf(channelId ?? "", currencyCode);
  return reason === "LATE_PAYMENT"
    ? { debit: channel, credit: suspense, amount }
    : { debit: suspense, credit: channel, amount };
};
