import type { StoredReason } from "../../../kernel/errors/stored-reason.ts";
import { equalMoney, money } from "../../../kernel/money/money.ts";
import { backOffMs } from "../../../kernel/time/back-off.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { type Trade, TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";

/**
 * A coupon and the one sale that it is for: the row that makes "pay and redeem" one outcome (O6). It is committed, with the coupon HELD, before payments is
 * asked for anything, and names the trade by which the result can always be asked for (P2).
 *
 * HELD → REDEEMED: the trade is paid. HELD → RELEASED: the trade can never be paid any more. REDEEMED → RETURNED: all of it was refunded. A row has one life: a
 * sale that was given up begins anew under another number.
 */
export type HoldState = "HELD" | "REDEEMED" | "RELEASED" | "RETURNED";

export interface Hold {
  /** `<merchant id>:<merchant trade id>`: one coupon per sale, in the database. */
  readonly _id: string;
  readonly merchantId: string;
  readonly storeId: string;
  readonly merchantTradeId: string;
  readonly couponId: string;
  readonly campaignId: string;
  readonly lane: number;
  /** Whose coupon it is. */
  readonly ownerUserId?: string;
  readonly state: HoldState;
  /** Before the discount, in minor units. */
  readonly amount: bigint;
  readonly discount: bigint;
  readonly currencyCode: string;
  readonly holdTime: Date;
  /** When the recovery looks at it, while it is HELD. */
  readonly recoverTime: Date;
  /** How often the recovery could not tell. */
  readonly recoveries: number;
  /** trd_…, once the sale is paid. */
  readonly tradeId?: string;
  /** A refund of the sale was sent back by the payer's bank: it is owed to them still, and the coupon stays given back. */
  readonly refundReturned?: boolean;
  /** Where PayAndRedeem made it. Absent: a vertical's, which makes the trade itself. */
  readonly payment?: HoldPayment;
}

/** The payment that PayAndRedeem makes for a hold, and the stored answer of its idempotency key (P14). */
export interface HoldPayment {
  /** att_…, made of the caller's tenant and the key (P16). Also the key under which payments is asked, and the mark on the trade that says that it is ours. */
  readonly attemptId: string;
  /** SHA-256 of the request: another request under the same key is refused. */
  readonly requestHash: string;
  readonly subject: string;
  readonly operatorId: string;
  readonly terminalId: string;
  /** PayAndRedeemResponse in the contract's encoding. */
  readonly answer?: Uint8Array;
  /** Thrown again for every replay. */
  readonly refusal?: StoredReason;
}

export const holdIdOf = (merchantId: string, merchantTradeId: string): string => `${merchantId}:${merchantTradeId}`;

/** What the trade must be for. */
export const payableOf = ({ amount, discount }: Pick<Hold, "amount" | "discount">): bigint => amount - discount;

export const isPaid = ({ state }: Trade): boolean => state === TradeState.TRADE_STATE_SUCCESS;

/** Whether the trade's payment will never change any more. */
export const isFinal = (trade: Trade): boolean =>
  isPaid(trade) || trade.state === TradeState.TRADE_STATE_CLOSED || trade.state === TradeState.TRADE_STATE_REVERSED;

export const isUnderWay = ({ state }: Trade): boolean =>
  state === TradeState.TRADE_STATE_PAYING || state === TradeState.TRADE_STATE_REVERSING;

/**
 * Whether a trade of the hold's number is the one that the hold is for. A vertical's is; PayAndRedeem's bears the attempt's mark: a merchant may have used the
 * number for something else before, which must neither redeem the coupon nor be closed for it.
 */
export const isTradeOf = ({ payment }: Hold, { passbackParams }: Trade): boolean =>
  payment === undefined || passbackParams === payment.attemptId;

/** P21: what redeems a coupon is a trade of exactly the amount that is payable with it. */
export const paysFor = (hold: Hold, { amount }: Trade): boolean =>
  amount !== undefined && equalMoney(amount, money(payableOf(hold), hold.currencyCode));

/** A sale that is still unknown after so long is looked into: longer than a payment by code takes, shorter than a cashier's patience. */
const RECOVER_AFTER_MS = 10_000;
const RECOVER_AGAIN = { firstMs: 2_000, maxMs: 60_000 };

export const firstRecoverTime = (holdTime: Date): Date => plusMs(holdTime, RECOVER_AFTER_MS);

/** When the recovery looks again after it could not tell for the `recoveries`-th time: 2 s, 4 s … 60 s. */
export const nextRecoverTime = (now: Date, recoveries: number): Date =>
  plusMs(now, backOffMs(recoveries - 1, RECOVER_AGAIN));
