import { money } from "../../../kernel/money/money.ts";
import { CreateTradeRequest, PaymentWay } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { RecordTenderRequest, TillTender } from "../../../proto/gen/paywindow/payments/v1/tender.ts";
import { type BillShare, merchantTradeIdOf } from "./share.ts";

/** How long a payer may take to confirm; payments closes the trade then, and says so. */
const LIFETIME_S = 600;

/** The claim on the payer of a share's attempt: the same at every call (P13). */
export const claimOf = (share: BillShare): CreateTradeRequest => ({
  ...CreateTradeRequest.create(),
  ...{ merchantId: share.merchantId, storeId: share.storeId, merchantTradeId: merchantTradeIdOf(share) },
  amount: money(share.amount, share.currencyCode),
  ...{ subject: share.subject, lifetimeS: LIFETIME_S, payerUserId: share.payerUserId },
  way: PaymentWay.PAYMENT_WAY_IN_WINDOW,
});

/** The note of the cash at payments. What was handed over is no part of it, so that the recovery can make the same note. */
export const tenderOf = (share: BillShare): RecordTenderRequest => ({
  ...RecordTenderRequest.create(),
  ...{ merchantId: share.merchantId, storeId: share.storeId, merchantTradeId: merchantTradeIdOf(share) },
  amount: money(share.amount, share.currencyCode),
  ...{ subject: share.subject, tender: TillTender.TILL_TENDER_CASH },
});
