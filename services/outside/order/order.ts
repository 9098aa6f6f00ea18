import type { ChannelId } from "../config.ts";
import { PAYER_TIME_MS, PAYMENT_LIMIT, REFUND_WINDOW_MS, type ReverseTerms } from "../config.ts";
import { businessDayOf } from "../statement/business-day.ts";

/** The states of an order in a party's own book. WAITING → PAID, FAILED, REVERSED; PAID → REVERSED; the others stay. */
export const OrderState = { WAITING: "WAITING", PAID: "PAID", FAILED: "FAILED", REVERSED: "REVERSED" } as const;

export type OrderState = (typeof OrderState)[keyof typeof OrderState];

/** Why nothing is paid. Each wire format has a code of its own for each. */
export type Refusal =
  | "CODE_UNKNOWN"
  | "CODE_EXPIRED"
  | "CODE_SPENT"
  | "CARD_UNKNOWN"
  | "CARD_EXPIRED"
  | "ACCOUNT_FROZEN"
  | "AMOUNT_OVER_LIMIT"
  | "BALANCE_SHORT"
  | "PAYER_REFUSED";

/** A party's order. Its number is the acquirer's, unique for ever; what comes again under it gets what the first one got. */
export interface Order {
  readonly channelId: ChannelId;
  readonly orderNumber: string;
  /** Empty for an order that was reversed before it came. */
  readonly merchantId: string;
  /** Minor units; 0 for an order that was reversed before it came. */
  readonly amount: bigint;
  readonly currencyCode: string;
  /** A keyed hash of code or token, to know a repetition by. */
  readonly instrument: string;
  readonly state: OrderState;
  readonly refusal?: Refusal;
  readonly accountId?: string;
  readonly transactionId: string;
  readonly createTime: Date;
  readonly payTime?: Date;
  readonly reverseTime?: Date;
  readonly refundedAmount: bigint;
  /** Where the payer's result is told to, by the acquirer's wish. */
  readonly notifyUrl?: string;
}

/** What is known of the payer when an order comes. */
export type Payer =
  | { readonly refusal: Refusal }
  | { readonly accountId: string; readonly balance: bigint; readonly confirmOver: bigint; readonly frozen: boolean };

/** What becomes of a new order. The balance is only looked at: the draw itself decides. */
export const judgePayment = (
  amount: bigint,
  payer: Payer,
): { readonly state: "FAILED"; readonly refusal: Refusal } | { readonly state: "WAITING" | "PAID" } => {
  if ("refusal" in payer) return { state: "FAILED", refusal: payer.refusal };
  if (payer.frozen) return { state: "FAILED", refusal: "ACCOUNT_FROZEN" };
  if (amount > PAYMENT_LIMIT) return { state: "FAILED", refusal: "AMOUNT_OVER_LIMIT" };
  if (payer.balance < amount) return { state: "FAILED", refusal: "BALANCE_SHORT" };
  return { state: payer.confirmOver > 0n && amount > payer.confirmOver ? "WAITING" : "PAID" };
};

/** What a reverse does to an order: nothing (it is over, or was never paid), a change to REVERSED, or a refusal. */
type ReverseVerdict = "DONE" | "REVERSE" | "TOO_EARLY" | "TOO_LATE";

const ageOf = ({ createTime }: Order, now: Date): number => now.getTime() - createTime.getTime();

export const judgeReverse = (order: Order, terms: ReverseTerms, now: Date): ReverseVerdict => {
  if (order.state === OrderState.REVERSED || order.state === OrderState.FAILED) return "DONE";
  if (ageOf(order, now) < terms.minAgeMs) return "TOO_EARLY";
  if (order.state === OrderState.WAITING) return "REVERSE";
  const isOldDay = terms.sameBusinessDay && businessDayOf(order.createTime) !== businessDayOf(now);
  const isTooLate = isOldDay || ageOf(order, now) > terms.windowMs || order.refundedAmount > 0n;
  return isTooLate ? "TOO_LATE" : "REVERSE";
};

/** Why a refund is not accepted. Nothing is stored of it, so its number may come again. */
export type RefundRefusal = "ORDER_UNKNOWN" | "ORDER_NOT_PAID" | "OVER_PAID" | "TOO_LATE" | "ACCOUNT_FROZEN";

export const judgeRefund = (order: Order, amount: bigint, frozen: boolean, now: Date): RefundRefusal | undefined => {
  if (order.state !== OrderState.PAID) return "ORDER_NOT_PAID";
  if (ageOf(order, now) > REFUND_WINDOW_MS) return "TOO_LATE";
  if (order.refundedAmount + amount > order.amount) return "OVER_PAID";
  return frozen ? "ACCOUNT_FROZEN" : undefined;
};

/** What the payer's own word makes of an order; undefined where it comes too late to matter. */
export const judgeConfirmation = (order: Order, refuse: boolean, now: Date): "PAID" | "FAILED" | undefined => {
  if (order.state !== OrderState.WAITING) return undefined;
  return refuse || ageOf(order, now) > PAYER_TIME_MS ? "FAILED" : "PAID";
};
