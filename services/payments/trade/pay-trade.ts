import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { PayTradeRequest, type Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { EntryReason, payableOf, walletOf } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { announcePaid } from "./announce-trade.ts";
import { type PaymentKind, takePayment } from "./take-payment.ts";

/** PayTrade: the money moves from the payer's wallet to what the platform owes the merchant, at once. */
export const payTrade = (parts: PaymentsParts): Handler<PayTradeRequest, TradeMessage> => {
  const kind: PaymentKind = {
    rpc: "payTrade",
    command: "pay",
    encode: PayTradeRequest.encode,
    draw: (session, { tradeId, merchantId, payerUserId = "", amount, currencyCode }, now) =>
      parts.ledger.post(
        session,
        {
          entryId: deriveId("ent", now, tradeId),
          reason: EntryReason.PAYMENT,
          subjectId: tradeId,
          postings: [
            { debit: walletOf(payerUserId, currencyCode), credit: payableOf(merchantId, currencyCode), amount },
          ],
        },
        now,
      ),
    announce: (session, trade, context) => announcePaid(parts.outbox, session, trade, context),
  };
  return (request, context) => takePayment(parts, kind, request, context);
};
