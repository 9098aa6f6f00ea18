import type { ClientSession } from "mongoose";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { PayTradeRequest, type Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { PaymentReason } from "../errors.ts";
import { contractOf, termsOf } from "../merchant/merchant-contract.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { refusedError } from "../risk/risk-error.ts";
import { passwordFreeLimitOf } from "../wallet/wallet.ts";
import { announcePaid } from "./announce-trade.ts";
import { decide, type TradeCommand, type TradeDecision } from "./decide-trade.ts";
import { type Drawn, drawSource, type Sending, type Source, tenderOf, waitOf } from "./draw-source.ts";
import type { Payment, PaymentKind } from "./payment-kind.ts";
import { insertAttempt } from "./save-attempt.ts";
import { assertNotFailed, type Sent, sendAttempt } from "./send-attempt.ts";
import { assertInTime, takePayment } from "./take-payment.ts";
import type { Tender, Trade } from "./trade.ts";
import { tradeMessage } from "./trade-message.ts";
import { findTrade, saveTrade } from "./trade-model.ts";

/** PayTrade: the money moves from the payer to what the platform owes the merchant, at once; or waits for the payer's password, or for a channel. */
export const payTrade = (parts: PaymentsParts): Handler<PayTradeRequest, TradeMessage> => {
  const kind = payKind(parts);
  return (request, context) => takePayment(parts, kind, request, context);
};

/** How PayTrade takes a payment. */
export const payKind = (parts: PaymentsParts): PaymentKind => ({
  rpc: "payTrade",
  encode: PayTradeRequest.encode,
  draw: (session, before, payment) => drawPayment(parts, session, before, payment),
  announce: async (session, trade, context) => {
    if (trade.state === "SUCCESS") await announcePaid(parts, session, trade, context);
  },
  send: (payment, trade, sending) => sendPayment(parts, payment, trade, sending),
});

/** A code alone pays up to the payer's limit without password; above it nothing moves before ConfirmTrade. Other wallets ask their payers themselves. */
const drawPayment = async (
  parts: PaymentsParts,
  session: ClientSession,
  before: Trade | undefined,
  payment: Payment,
): Promise<Drawn> => {
  const { claim, merchant, payer, sources, context } = payment;
  if (payer && claim.amount > passwordFreeLimitOf(payer))
    return unkept(decide(before, { ...commandOf(payment), wait: "PAYER_PASSWORD" }, context.now));
  let refusal: Drawn | undefined;
  for (const source of sources) {
    const command = { ...commandOf(payment, tenderOf(source)), ...waitOf(parts, source, context.now) };
    const decided = unkept(decide(before, command, context.now));
    if ("refuse" in decided) return decided;
    const parties = { merchant, ...(payer && { payer }) };
    const drawn = await drawSource(parts, session, { trade: decided.write, source }, parties, context.now);
    if ("write" in drawn) return drawn;
    refusal ??= drawn;
  }
  return refusal ?? { refuse: "BALANCE_INSUFFICIENT" };
};

/** Tells the channel; where it is known that it never took the payment in, the payer's next source pays in its stead (P11). */
const sendPayment = async (
  parts: PaymentsParts,
  payment: Payment,
  trade: Trade,
  sending: Sending,
): Promise<TradeMessage> => {
  const sent = await sendAttempt(parts, trade, sending, payment.context);
  const used = payment.sources.findIndex((source) => tenderOf(source) === trade.tender && isSame(source, sending));
  const rest = payment.sources.slice(used + 1);
  if (!sent.notAccepted || rest.length === 0) {
    assertNotFailed(sent);
    return tradeMessage(sent.trade, "merchant");
  }
  const next = await payFromRest(parts, { ...payment, sources: rest, attemptId: nextAttemptId(sent) });
  if ("refuse" in next) throw refusedError(next, { tradeId: trade.tradeId });
  return next.sending
    ? sendPayment(parts, { ...payment, sources: rest }, next.write, next.sending)
    : tradeMessage(next.write, "merchant");
};

const isSame = (source: Source, { cardId }: Sending): boolean =>
  source.kind === "CARD" ? source.cardId === cardId : true;

/** P16: derived from the attempt that was not taken in. */
const nextAttemptId = ({ attempt }: Sent): string => deriveId("att", attempt.createTime, "after", attempt._id);

/** Another attempt of the same payment, with what is left of its sources. */
const payFromRest = (parts: PaymentsParts, payment: Payment): Promise<Drawn> =>
  runAgainOnDuplicate(() =>
    parts.store.transaction(async (session) => {
      const { claim, context } = payment;
      assertInTime(parts, context);
      const before = await findTrade(parts.trades, claim, session);
      const drawn = await drawPayment(parts, session, before, payment);
      if ("refuse" in drawn) return drawn;
      await insertAttempt(parts, session, drawn.write, drawn.sending, context.now);
      await saveTrade(parts.trades, session, before, drawn.write);
      if (drawn.write.state === "SUCCESS") await announcePaid(parts, session, drawn.write, context);
      return drawn;
    }),
  );

/** A payment is never a repetition of an earlier one: a repetition has its own stored answer. */
export const unkept = (decision: TradeDecision): { readonly refuse: PaymentReason } | { readonly write: Trade } => {
  if ("keep" in decision) throw new Error("a payment is never a repetition of an earlier one");
  return decision;
};

/** P16: a payment's ids derive from the merchant's own. */
const commandOf = (
  { claim, details, lifetimeS, way, merchant, payer, attemptId, context }: Payment,
  tender?: Tender,
): Extract<TradeCommand, { type: "pay" }> => ({
  ...{ type: "pay", claim, details, lifetimeS, terms: termsOf(contractOf(merchant), details.goodsCategory) },
  tradeId: deriveId("trd", context.now, claim.merchantId, claim.merchantTradeId),
  means: { way, attemptId, ...(payer && { payer }), ...(tender && { tender }) },
});
