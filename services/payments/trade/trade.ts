import type { PaymentReason } from "../errors.ts";
import { feeOf } from "../fee/fee.ts";
import type { TradeTerms } from "../merchant/merchant-contract.ts";
import type { RiskMark } from "../risk/risk-mark.ts";

/** A trade: a merchant's claim on a payer. Its type, its states and their moves, without any I/O. What moves it: decide-trade.ts and attempt-moves.ts. */

/** What each state is stands in payments.proto; the words are the store's. */
export const TradeState = {
  CREATED: "CREATED",
  PAYING: "PAYING",
  AUTHORIZED: "AUTHORIZED",
  SUCCESS: "SUCCESS",
  CLOSED: "CLOSED",
  REVERSING: "REVERSING",
  REVERSED: "REVERSED",
} as const;

export type TradeState = (typeof TradeState)[keyof typeof TradeState];

/**
 * Every move that there is. A state without an exit is final (P7). A trade that is being reversed never becomes paid: what a channel has taken by then is
 * given back from suspense (P8).
 */
export const TRANSITIONS: Readonly<Record<TradeState, readonly TradeState[]>> = {
  CREATED: ["PAYING", "AUTHORIZED", "SUCCESS", "CLOSED"],
  PAYING: ["SUCCESS", "CREATED", "CLOSED", "REVERSING", "REVERSED"],
  AUTHORIZED: ["SUCCESS", "CLOSED"],
  SUCCESS: [],
  CLOSED: [],
  REVERSING: ["REVERSED"],
  REVERSED: [],
};

/** The states that a trade may not stay in past its expireTime. */
export const OPEN_STATES: readonly TradeState[] = Object.values(TradeState).filter(
  (state) => TRANSITIONS[state].length > 0,
);

/** How a trade came to its payer; TILL: the till recorded what it took in by itself. */
export const PaymentWay = {
  BARCODE: "BARCODE",
  DYNAMIC_QR: "DYNAMIC_QR",
  STATIC_QR: "STATIC_QR",
  IN_WINDOW: "IN_WINDOW",
  SOUND: "SOUND",
  APP: "APP",
  CARD: "CARD",
  TILL: "TILL",
} as const;

export type PaymentWay = (typeof PaymentWay)[keyof typeof PaymentWay];

/** What a trade is paid with. */
export const Tender = {
  WALLET_BALANCE: "WALLET_BALANCE",
  CREDIT_LINE: "CREDIT_LINE",
  BANK_CARD: "BANK_CARD",
  WECHAT_LIKE: "WECHAT_LIKE",
  UNIONPAY_LIKE: "UNIONPAY_LIKE",
  CASH: "CASH",
  EXTERNAL_CARD: "EXTERNAL_CARD",
  OTHER: "OTHER",
} as const;

export type Tender = (typeof Tender)[keyof typeof Tender];

/** Whom a PAYING trade waits for: the payer's password, or word of a channel. */
export type TradeWait = "PAYER_PASSWORD" | "CHANNEL";

/** What the merchant says. A second request under the same merchantTradeId must say the same (P13, P14). */
export interface Claim {
  readonly merchantId: string;
  readonly storeId: string;
  readonly merchantTradeId: string;
  /** Positive minor units of currencyCode. */
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly subject: string;
}

/** What else the merchant may say with the request that makes a trade. Kept and given back; a later request may leave it out. */
export interface TradeDetails {
  readonly body?: string;
  readonly operatorId?: string;
  readonly terminalId?: string;
  /** The program that made it; absent where a till did. */
  readonly appId?: string;
  readonly notifyUrl?: string;
  readonly passbackParams?: string;
  readonly goodsCategory?: string;
}

export interface Trade extends Claim, TradeDetails {
  /** trd_… */
  readonly tradeId: string;
  readonly state: TradeState;
  readonly createTime: Date;
  readonly lifetimeS: number;
  /** When it is closed by itself while it is open: the end of its lifetime, of its hold once it is AUTHORIZED, and of its attempt while it is PAYING. */
  readonly expireTime: Date;
  /** The sum of its refunds, done and pending; never more than paidAmount (P22). */
  readonly refundedAmount: bigint;
  /** What of it the payer has had through a channel; absent: nothing. In our own ledger every refund has arrived when it is made. */
  readonly arrivedAmount?: bigint;
  readonly way?: PaymentWay;
  /** qrc_…, where it was made with a QR code; and when a payer first opened it. */
  readonly qrId?: string;
  readonly scanTime?: Date;
  /** The one user who may confirm it; nobody in particular where it is absent. */
  readonly askedUserId?: string;
  /** While PAYING. */
  readonly wait?: TradeWait;
  /** The payment_attempts row that is under way, or that paid it. */
  readonly attemptId?: string;
  /** The payer and the payer's full name then; absent before PAYING, AUTHORIZED or SUCCESS, and for payers of other wallets. */
  readonly payerUserId?: string;
  readonly payerDisplayName?: string;
  /** When it came on the payer's bill: what the wallet's list is ordered by. */
  readonly billTime?: Date;
  /** hld_…, from AUTHORIZED on. */
  readonly holdId?: string;
  /** From SUCCESS on, or while it is asked for. Absent on old rows, which the wallet's balance paid. */
  readonly tender?: Tender;
  /** Its number at the channel that took the money, or on the slip that a till recorded. */
  readonly channelTradeId?: string;
  /** From SUCCESS on. */
  readonly paidAmount?: bigint;
  readonly payTime?: Date;
  /** Of cash that a till recorded: what was handed over; what is above paidAmount was given back as change (X16). */
  readonly receivedAmount?: bigint;
  /** What the platform charges the merchant, snapshotted when it was paid (P18). Absent: nothing. */
  readonly feeAmount?: bigint;
  /** What of the fee its refunds have brought back, those under way included (P20). Absent: nothing. */
  readonly feeReturned?: bigint;
  /** What was agreed with the merchant when it was created (P18, P23). Absent: no fee, and the standard window for refunds. */
  readonly terms?: TradeTerms;
  /** By which risk rules its payment was judged, and what they counted (P38). */
  readonly risk?: readonly RiskMark[];
  /** From CLOSED on. */
  readonly closeTime?: Date;
  /** From REVERSED on. */
  readonly reverseTime?: Date;
  /** Why the last attempt failed. */
  readonly refusalReason?: PaymentReason;
}

/** The only way from state to state. @throws Error for a move that the table does not have: a guard is missing. */
export const move = (trade: Trade, to: TradeState): Trade => {
  if (!TRANSITIONS[trade.state].includes(to)) throw new Error(`a trade does not go from ${trade.state} to ${to}`);
  return { ...trade, state: to };
};

/** The trade, paid. */
export const succeed = (trade: Trade, paidAmount: bigint, payTime: Date): Trade => {
  const { refusalReason: _, ...paid } = endWait(move(trade, "SUCCESS"));
  const feeAmount = trade.terms ? feeOf(paidAmount, trade.terms) : 0n;
  return { ...paid, paidAmount, payTime, ...(feeAmount > 0n && { feeAmount }) };
};

/** A trade that waits for nobody any more: its time is its lifetime's again. */
export const endWait = (trade: Trade): Trade => {
  if (!trade.wait) return trade;
  const { wait: _, ...rest } = trade;
  return { ...rest, expireTime: lifetimeEnd(trade) };
};

/** The trade without the payer who did not pay it after all. */
export const withoutPayer = (trade: Trade): Trade => {
  const { attemptId: _attempt, payerUserId: _id, payerDisplayName: _name, ...rest } = endWait(trade);
  const { billTime: _bill, tender: _tender, risk: _risk, ...bare } = rest;
  if (trade.way !== "BARCODE" && trade.way !== "SOUND") return bare;
  // Whoever showed the code was asked by it alone: the next code may be anybody's (P10).
  const { askedUserId: _asked, ...free } = bare;
  return free;
};

/** A trade that a reverse found nothing of: made REVERSED, so that a payment that is still on its way is refused when it arrives. */
export const isTombstone = ({ state, amount }: Trade): boolean => state === "REVERSED" && amount === 0n;

/** When a trade of that age is closed by itself. */
export const lifetimeEnd = ({ createTime, lifetimeS }: Pick<Trade, "createTime" | "lifetimeS">): Date =>
  new Date(createTime.getTime() + lifetimeS * 1000);
