import type { CallContext } from "../../../kernel/contract/contract.ts";
import type { ReasonError } from "../../../kernel/errors/reason.ts";
import { fromStoredReason } from "../../../kernel/errors/stored-reason.ts";
import { type Trade, TradeWait } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Receipt as ReceiptMessage } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Basket } from "../basket/basket.ts";
import { supermarketReasons } from "../errors.ts";
import { type Receipt, toReceiptMessage } from "../receipt/receipt.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import type { PaymentReply } from "./ask-payments.ts";
import type { CheckoutAttempt } from "./attempt.ts";
import { freeCoupon } from "./free-coupon.ts";
import { recordPaid } from "./record-paid.ts";
import { recordReleased, storeRefusal } from "./record-released.ts";
import { isFinal, isPaid, settleAttempt } from "./settle-trade.ts";

type ConcludeContext = Pick<CallContext, "now" | "traceparent" | "markReplayed">;

/** Commits what payments said and answers the till. Whoever comes second (a duplicate, the recovery, the event) changes nothing and gives the stored answer. */
export const concludeAttempt = async (
  parts: SupermarketParts,
  attempt: CheckoutAttempt,
  basket: Basket,
  reply: PaymentReply,
  context: ConcludeContext,
): Promise<ReceiptMessage> => {
  if ("refusal" in reply) return concludeRefused(parts, attempt, basket, reply.refusal, context);
  if (!isFinal(reply.trade)) throw underWay(reply.trade);
  const refusal = isPaid(reply.trade) ? undefined : supermarketReasons.error("PAYMENT_NOT_COMPLETED");
  if (refusal) await freeCoupon(parts, attempt, basket);
  const receipt = await concludeTrade(parts, attempt, basket, reply.trade, { ...context, ...(refusal && { refusal }) });
  if (receipt) return toReceiptMessage(receipt);
  if (refusal) await storeRefusal(parts, attempt, refusal);
  return replayAnswer(parts, attempt, context);
};

/**
 * The payer, or a channel, has not answered: the same key asks again, and the recovery looks (P1). The till is told for whom it waits, and the trade that it
 * may take back.
 */
const underWay = ({ merchantTradeId, wait }: Trade): ReasonError =>
  supermarketReasons.error("CHECKOUT_IN_PROGRESS", {
    metadata: { merchantTradeId, waitsFor: wait === TradeWait.TRADE_WAIT_PAYER_PASSWORD ? "PAYER" : "CHANNEL" },
  });

/** Commits the final state of the attempt's trade: SUCCESS sells and gives the receipt, CLOSED and REVERSED put everything back. Nothing where another was first. */
export const concludeTrade = (
  parts: SupermarketParts,
  attempt: CheckoutAttempt,
  basket: Basket,
  trade: Trade,
  { now, traceparent, refusal }: Pick<CallContext, "now" | "traceparent"> & { readonly refusal?: ReasonError },
): Promise<Receipt | undefined> =>
  parts.store.transaction(async (session) => {
    if (isPaid(trade)) return recordPaid(parts, attempt, basket, trade, { now, traceparent, session });
    await recordReleased(parts, attempt, basket, { refusal }, session);
    return undefined;
  });

/**
 * What one node of payments refuses and another may accept: by its clock, or by a count that has grown since. Payments does not store these with the key, so
 * they are no word on a payment that was begun for the same call on a node that then went silent (the mesh's client sends a call again).
 */
const PERHAPS_ONLY_THERE: ReadonlySet<string> = new Set([
  "PAYMENT_CODE_EXPIRED",
  "PAYMENT_CODE_UNKNOWN",
  "TOO_MANY_WRONG_CODES",
  "PAYMENTS_TOO_FREQUENT",
]);

/**
 * Payments refused. Where that is its last word and it was asked just once for this attempt, the stock goes back at once. Else another call may yet get
 * through, so the trade is made unpayable first; and so it is where a coupon is held, whose owner might pay it in their wallet.
 */
const concludeRefused = async (
  parts: SupermarketParts,
  attempt: CheckoutAttempt,
  basket: Basket,
  refusal: ReasonError,
  context: ConcludeContext,
): Promise<ReceiptMessage> => {
  const released =
    !attempt.withCoupon &&
    !PERHAPS_ONLY_THERE.has(refusal.reason) &&
    (await parts.store.transaction((session) =>
      recordReleased(parts, attempt, basket, { refusal, onlyIfAskedOnce: true }, session),
    ));
  if (released) throw refusal;
  const { state } = await reload(parts, attempt);
  if (state === "PENDING") {
    const { now, traceparent } = context;
    const trade = await settleAttempt(parts, attempt, basket, now);
    await concludeTrade(parts, attempt, basket, trade, { now, traceparent, refusal });
  }
  await storeRefusal(parts, attempt, refusal);
  return replayAnswer(parts, attempt, context);
};

const reload = async ({ attempts }: SupermarketParts, { _id }: CheckoutAttempt): Promise<CheckoutAttempt> => {
  const attempt = await attempts.findById(_id).lean<CheckoutAttempt>();
  if (!attempt) throw new Error(`the attempt ${_id} vanished`);
  return attempt;
};

/** The stored answer of a concluded attempt: its receipt, or the reason thrown again. */
export const replayAnswer = async (
  parts: SupermarketParts,
  attempt: CheckoutAttempt,
  context: Pick<CallContext, "markReplayed">,
): Promise<ReceiptMessage> => {
  const { _id, basketId, state, refusal } = await reload(parts, attempt);
  context.markReplayed();
  if (refusal) throw fromStoredReason(refusal);
  const receipt = state === "PAID" ? await parts.receipts.findById(basketId).lean<Receipt>() : null;
  if (!receipt) throw new Error(`the attempt ${_id} is ${state} and has no answer`);
  return toReceiptMessage(receipt);
};
