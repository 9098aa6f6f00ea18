import { CONFIRM_WITHIN_MS, HOLD_LIFETIME_MS } from "../config.ts";
import type { PaymentReason } from "../errors.ts";
import type { TradeTerms } from "../merchant/merchant-contract.ts";
import { WalletState, type WalletUser } from "../wallet/wallet.ts";
import {
  type Claim,
  endWait,
  isTombstone,
  lifetimeEnd,
  move,
  type PaymentWay,
  succeed,
  type Tender,
  TRANSITIONS,
  type Trade,
  type TradeDetails,
  TradeState,
  type TradeWait,
} from "./trade.ts";

/** What a merchant can ask of a trade, decided without any I/O. */

/** What makes a trade where there is none. */
export interface Creation {
  readonly claim: Claim;
  readonly details?: TradeDetails;
  /** Absent: the standard's. */
  readonly terms?: TradeTerms;
  readonly lifetimeS: number;
  readonly tradeId: string;
}

/** With what and how a payment is made. */
export interface PaymentMeans {
  readonly way: PaymentWay;
  readonly attemptId: string;
  /** Absent while the payer has not chosen. */
  readonly tender?: Tender;
  /** Absent for payers of other wallets. */
  readonly payer?: WalletUser;
}

/** What can be asked of a trade. Ids come with the command, as a rule makes none. */
export type TradeCommand =
  | (Creation & {
      readonly type: "create";
      readonly way?: PaymentWay;
      readonly qrId?: string;
      readonly askedUserId?: string;
    })
  /** `wait`: the money does not move with this command, but when that is over. */
  | (Creation & {
      readonly type: "pay";
      readonly means: PaymentMeans;
      readonly wait?: TradeWait;
      readonly waitUntil?: Date;
    })
  | (Creation & { readonly type: "authorize"; readonly means: PaymentMeans; readonly holdId: string })
  /** Without an amount: all that is held. */
  | { readonly type: "capture"; readonly amount?: bigint }
  | { readonly type: "close" };

/** Refused for a reason; or kept as it is, as the command is a repetition; or to be written anew. */
export type TradeDecision = { readonly refuse: PaymentReason } | { readonly keep: Trade } | { readonly write: Trade };

/** The trade that a command makes of the trade as it is (undefined: there is none under its id). Balance and code are judged where they are spent. */
export const decide = (trade: Trade | undefined, command: TradeCommand, now: Date): TradeDecision => {
  switch (command.type) {
    case "create":
      return decideCreate(trade, command, now);
    case "pay":
    case "authorize":
      return decidePayment(trade, command, now);
    case "capture":
      return decideCapture(trade, command, now);
    case "close":
      return decideClose(trade, now);
  }
};

type Command<Type extends TradeCommand["type"]> = Extract<TradeCommand, { readonly type: Type }>;

const decideCreate = (trade: Trade | undefined, command: Command<"create">, now: Date): TradeDecision => {
  const { way, qrId, askedUserId } = command;
  const asked = { ...(way && { way }), ...(qrId && { qrId }), ...(askedUserId && { askedUserId }) };
  if (!trade) return { write: { ...created(command, now), ...asked } };
  const isSame = sameClaim(trade, command.claim) && trade.lifetimeS === command.lifetimeS;
  // Whoever asks one user must not be told that it waits for that user where it waits for another.
  const isAsked = askedUserId === undefined || askedUserId === trade.askedUserId;
  if (!isSame || !isAsked) return { refuse: "MERCHANT_TRADE_ID_REUSED" };
  return { keep: trade };
};

const decidePayment = (
  existing: Trade | undefined,
  command: Command<"pay" | "authorize">,
  now: Date,
): TradeDecision => {
  if (existing && isTombstone(existing)) return { refuse: "TRADE_NOT_PAYABLE" };
  const trade = existing ?? created(command, now);
  if (!sameClaim(trade, command.claim)) return { refuse: "MERCHANT_TRADE_ID_REUSED" };
  const refusal = whyNotPayable(trade, command.means.payer, now);
  if (refusal) return { refuse: refusal };
  // After this point only the ledger may refuse: CURRENCY_NOT_HELD, BALANCE_INSUFFICIENT.
  const billed = billTo(trade, command.means, now);
  if (command.type === "authorize") {
    const expireTime = new Date(now.getTime() + HOLD_LIFETIME_MS);
    return { write: { ...move(billed, "AUTHORIZED"), holdId: command.holdId, expireTime } };
  }
  if (!command.wait) return { write: succeed(billed, trade.amount, now) };
  return { write: beginWait(billed, command.wait, command.waitUntil ?? new Date(now.getTime() + CONFIRM_WITHIN_MS)) };
};

/** Why nobody, or not this payer, can begin to pay a trade now. */
export const whyNotPayable = (trade: Trade, payer: WalletUser | undefined, now: Date): PaymentReason | undefined => {
  if (trade.state !== "CREATED") return "TRADE_NOT_PAYABLE";
  if (trade.askedUserId && trade.askedUserId !== payer?.userId) return "TRADE_NOT_PAYABLE";
  if (now >= trade.expireTime) return "TRADE_EXPIRED";
  return payer?.state === WalletState.FROZEN ? "WALLET_FROZEN" : undefined;
};

/** The trade with whoever pays it, and how. */
export const billTo = (trade: Trade, { way, attemptId, tender, payer }: PaymentMeans, now: Date): Trade => ({
  ...trade,
  way,
  attemptId,
  ...(tender && { tender }),
  ...(payer && { payerUserId: payer.userId, payerDisplayName: payer.displayName, billTime: now }),
});

/** The trade, PAYING: it stays so until the payer or the channel has answered, at the longest until `until` and what must follow then. */
export const beginWait = (trade: Trade, wait: TradeWait, until: Date): Trade => ({
  ...move(trade, "PAYING"),
  wait,
  expireTime: until,
  ...(wait === "PAYER_PASSWORD" && trade.payerUserId && { askedUserId: trade.payerUserId }),
});

const decideCapture = (trade: Trade | undefined, command: Command<"capture">, now: Date): TradeDecision => {
  if (!trade) return { refuse: "TRADE_NOT_FOUND" };
  const amount = command.amount ?? trade.amount;
  const isCaptured = trade.state === "SUCCESS" && trade.holdId !== undefined;
  if (isCaptured && trade.paidAmount === amount) return { keep: trade };
  if (trade.state !== "AUTHORIZED" || now >= trade.expireTime) return { refuse: "TRADE_NOT_CAPTURABLE" };
  if (amount > trade.amount) return { refuse: "CAPTURE_EXCEEDS_HOLD" };
  return { write: succeed(trade, amount, now) };
};

const decideClose = (trade: Trade | undefined, now: Date): TradeDecision => {
  if (!trade) return { refuse: "TRADE_NOT_FOUND" };
  if (trade.state === "CLOSED") return { keep: trade };
  if (!TRANSITIONS[trade.state].includes("CLOSED") || trade.wait === "CHANNEL") return { refuse: "TRADE_NOT_CLOSABLE" };
  return { write: { ...endWait(move(trade, "CLOSED")), closeTime: now } };
};

/** A new trade. */
export const created = ({ claim, details, terms, lifetimeS, tradeId }: Creation, now: Date): Trade => ({
  ...claim,
  ...details,
  ...(terms && { terms }),
  tradeId,
  state: TradeState.CREATED,
  createTime: now,
  lifetimeS,
  expireTime: lifetimeEnd({ createTime: now, lifetimeS }),
  refundedAmount: 0n,
});

/** P13, P14: whether a request states what the trade was made with. */
export const sameClaim = (trade: Trade, claim: Claim): boolean =>
  trade.merchantId === claim.merchantId &&
  trade.storeId === claim.storeId &&
  trade.merchantTradeId === claim.merchantTradeId &&
  trade.amount === claim.amount &&
  trade.currencyCode === claim.currencyCode &&
  trade.subject === claim.subject;
