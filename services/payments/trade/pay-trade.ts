import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { PayTradeRequest, type Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { contractOf, termsOf } from "../merchant/merchant-contract.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { drawJudged } from "../risk/draw-judged.ts";
import type { Refused } from "../risk/risk-error.ts";
import type { Funding } from "../wallet/funding.ts";
import { passwordFreeLimitOf } from "../wallet/wallet.ts";
import { announcePaid } from "./announce-trade.ts";
import { decide, type TradeCommand } from "./decide-trade.ts";
import { drawFunds } from "./draw-funds.ts";
import { type Drawn, type Payment, type PaymentKind, takePayment } from "./take-payment.ts";
import type { Tender, Trade } from "./trade.ts";

/** What each of a payer's sources is called on the trade. */
export const TENDER_OF: Readonly<Record<Funding["kind"], Tender>> = {
  BALANCE: "WALLET_BALANCE",
  CREDIT: "CREDIT_LINE",
  CARD: "BANK_CARD",
};

/** PayTrade: the money moves from the payer's wallet to what the platform owes the merchant, at once; or waits for the payer's password. */
export const payTrade = (parts: PaymentsParts): Handler<PayTradeRequest, TradeMessage> => {
  const kind: PaymentKind = {
    rpc: "payTrade",
    encode: PayTradeRequest.encode,
    draw: (session, before, payment) => drawPayment(parts, session, before, payment),
    announce: async (session, trade, context) => {
      if (trade.state === "SUCCESS") await announcePaid(parts, session, trade, context);
    },
  };
  return (request, context) => takePayment(parts, kind, request, context);
};

/** A code alone pays up to the payer's limit without password; above it nothing moves before ConfirmTrade. */
const drawPayment = async (
  parts: PaymentsParts,
  session: ClientSession,
  before: Trade | undefined,
  payment: Payment,
): Promise<Drawn> => {
  const { claim, live, fundings, context } = payment;
  if (claim.amount > passwordFreeLimitOf(live.payer)) {
    const decision = decide(before, { ...commandOf(payment), wait: "PAYER_PASSWORD" }, context.now);
    return unkept(decision);
  }
  let refusal: Refused | undefined;
  for (const funding of fundings) {
    if (funding.kind === "CARD") continue;
    const drawn = unkept(decide(before, commandOf(payment, TENDER_OF[funding.kind]), context.now));
    if ("refuse" in drawn) return drawn;
    const parties = { merchant: payment.merchant, payer: live.payer };
    const outcome = await drawJudged(parts, session, drawn.write, parties, context.now, (trade) =>
      drawFunds(parts, session, trade, context.now),
    );
    if ("write" in outcome) return outcome;
    refusal ??= outcome;
  }
  return refusal ?? { refuse: "BALANCE_INSUFFICIENT" };
};

/** A payment is never a repetition of an earlier one: a repetition has its own stored answer. */
export const unkept = (decision: ReturnType<typeof decide>): Drawn => {
  if ("keep" in decision) throw new Error("a payment is never a repetition of an earlier one");
  return decision;
};

/** P16: a payment's ids derive from the merchant's own. */
const commandOf = (
  { claim, details, lifetimeS, way, merchant, live, context }: Payment,
  tender?: Tender,
): Extract<TradeCommand, { type: "pay" }> => ({
  ...{ type: "pay", claim, details, lifetimeS, terms: termsOf(contractOf(merchant), details.goodsCategory) },
  tradeId: deriveId("trd", context.now, claim.merchantId, claim.merchantTradeId),
  means: { way, attemptId: live.attemptId, payer: live.payer, ...(tender && { tender }) },
});
