import type { Handler } from "../../../kernel/contract/contract.ts";
import {
  AuthorizeTradeRequest,
  type Trade as TradeMessage,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { walletOf } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { type PaymentKind, takePayment } from "./take-payment.ts";

/** AuthorizeTrade: the amount is set aside in the payer's wallet. No event: nothing is paid yet. */
export const authorizeTrade = (parts: PaymentsParts): Handler<AuthorizeTradeRequest, TradeMessage> => {
  const kind: PaymentKind = {
    rpc: "authorizeTrade",
    command: "authorize",
    encode: AuthorizeTradeRequest.encode,
    draw: (session, { holdId = "", tradeId, payerUserId = "", amount, currencyCode, expireTime }, now) =>
      parts.ledger.hold(
        session,
        { holdId, account: walletOf(payerUserId, currencyCode), amount, subjectId: tradeId, expireTime },
        now,
      ),
    announce: async () => {},
  };
  return (request, context) => takePayment(parts, kind, request, context);
};
