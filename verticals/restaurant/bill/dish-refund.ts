/**
 * Why money of a share goes back: a dish that a manager gives back (DISH), a trade that was paid though its share had been given up (STRAY), or whatever was
 * refunded past us, at the merchant's desk or by taking the trade back (DESK), which is noted as payments tells it.
 */
export const REFUND_ORIGINS = { DISH: "DISH", STRAY: "STRAY", DESK: "DESK" } as const;
type RefundOrigin = (typeof REFUND_ORIGINS)[keyof typeof REFUND_ORIGINS];

/** FAILED: payments has refused it, and RefundDish under its own number asks again; or of a DESK, the payer's bank sent it back. */
export const REFUND_STATES = { PENDING: "PENDING", DONE: "DONE", FAILED: "FAILED" } as const;
export type DishRefundState = (typeof REFUND_STATES)[keyof typeof REFUND_STATES];

/** What goes back through one share. */
export interface DishRefund {
  /** The merchant's refund id at payments, the same at every try; of a DESK with the merchant's id before it, as its number is not ours. */
  readonly _id: string;
  /** rfn_…, made by the client; of a STRAY and a DESK the merchant's refund id at payments. */
  readonly refundId: string;
  readonly origin: RefundOrigin;
  readonly orderId: string;
  /** lin_…; of a DISH alone, else empty. */
  readonly lineId: string;
  readonly quantity: number;
  readonly shareId: string;
  readonly merchantId: string;
  readonly merchantTradeId: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly state: DishRefundState;
  /** Of payments, where it is FAILED; empty else, and where its channel kept failing at it. */
  readonly failureReason: string;
  readonly askTime: Date;
  /** While it is PENDING: when it is sent. */
  readonly dueTime?: Date;
  readonly tries: number;
}
