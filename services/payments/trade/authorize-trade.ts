import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import {
  AuthorizeTradeRequest,
  type Trade as TradeMessage,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { walletOf } from "../ledger/ledger.ts";
import { contractOf, termsOf } from "../merchant/merchant-contract.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { drawJudged } from "../risk/draw-judged.ts";
import { passwordFreeLimitOf } from "../wallet/wallet.ts";
import { decide, type TradeCommand } from "./decide-trade.ts";
import type { Drawn } from "./draw-source.ts";
import { unkept } from "./pay-trade.ts";
import type { Payment, PaymentKind } from "./payment-kind.ts";
import { takePayment } from "./take-payment.ts";
import { Tender, type Trade } from "./trade.ts";

/** AuthorizeTrade: the amount is set aside in the payer's wallet. No event: nothing is paid yet. */
export const authorizeTrade = (parts: PaymentsParts): Handler<AuthorizeTradeRequest, TradeMessage> => {
  const kind: PaymentKind = {
    rpc: "authorizeTrade",
    encode: AuthorizeTradeRequest.encode,
    draw: (session, before, payment) => holdFunds(parts, session, before, payment),
    announce: async () => {},
  };
  return (request, context) => takePayment(parts, kind, request, context);
};

/** Only money that is in the wallet is held; and as nothing asks for a password later, not more than needs none. */
const holdFunds = async (
  parts: PaymentsParts,
  session: ClientSession,
  before: Trade | undefined,
  payment: Payment,
): Promise<Drawn> => {
  const { context, payer } = payment;
  if (!payer) return { refuse: "PAYMENT_CODE_FOREIGN" };
  const drawn = unkept(decide(before, commandOf(payment), context.now));
  if ("refuse" in drawn) return drawn;
  const { holdId = "", tradeId, payerUserId = "", amount, currencyCode, expireTime } = drawn.write;
  if (amount > passwordFreeLimitOf(payer)) return { refuse: "PAYER_LIMIT_EXCEEDED" };
  const account = walletOf(payerUserId, currencyCode);
  const hold = { holdId, account, amount, subjectId: tradeId, expireTime };
  const parties = { merchant: payment.merchant, payer };
  return drawJudged(parts, session, drawn.write, parties, context.now, () =>
    parts.ledger.hold(session, hold, context.now),
  );
};

const commandOf = ({ claim, details, lifetimeS, way, merchant, payer, attemptId, context }: Payment): TradeCommand => ({
  ...{ type: "authorize", claim, details, lifetimeS, terms: termsOf(contractOf(merchant), details.goodsCategory) },
  tradeId: deriveId("trd", context.now, claim.merchantId, claim.merchantTradeId),
  holdId: deriveId("hld", context.now, claim.merchantId, claim.merchantTradeId),
  means: { way, attemptId, ...(payer && { payer }), tender: Tender.WALLET_BALANCE },
});
