import { HOLD_LIFETIME_MS } from "../config.ts";
import type { PaymentReason } from "../errors.ts";
import { WalletState, type WalletUser } from "../wallet/wallet.ts";

/** A trade: a merchant's claim on a payer. Its type, its states, and the rules that move it, without any I/O. */

/** What each state is stands in payments.proto; the words are the store's. */
export const TradeState = {
  CREATED: "CREATED",
  AUTHORIZED: "AUTHORIZED",
  SUCCESS: "SUCCESS",
  CLOSED: "CLOSED",
} as const;

export type TradeState = (typeof TradeState)[keyof typeof TradeState];

/** Every move that there is. A state without an exit is final (P7). */
export const TRANSITIONS: Readonly<Record<TradeState, readonly TradeState[]>> = {
  CREATED: ["AUTHORIZED", "SUCCESS", "CLOSED"],
  AUTHORIZED: ["SUCCESS", "CLOSED"],
  SUCCESS: [],
  CLOSED: [],
};

/** The states that a trade may not stay in past its expireTime. */
export const OPEN_STATES: readonly TradeState[] = Object.values(TradeState).filter(
  (state) => TRANSITIONS[state].length > 0,
);

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

export interface Trade extends Claim {
  /** trd_… */
  readonly tradeId: string;
  readonly state: TradeState;
  readonly createTime: Date;
  readonly lifetimeS: number;
  /** When it is closed by itself while it is open: the end of its lifetime, and of its hold once it is AUTHORIZED. */
  readonly expireTime: Date;
  /** The sum of its refunds; never more than paidAmount (P22). */
  readonly refundedAmount: bigint;
  /** The payer and the payer's full name then; absent before AUTHORIZED or SUCCESS. */
  readonly payerUserId?: string;
  readonly payerDisplayName?: string;
  /** When it came on the payer's bill: what the wallet's list is ordered by. */
  readonly billTime?: Date;
  /** hld_…, from AUTHORIZED on. */
  readonly holdId?: string;
  /** From SUCCESS on. */
  readonly paidAmount?: bigint;
  readonly payTime?: Date;
  /** From CLOSED on. */
  readonly closeTime?: Date;
}

/** What can be asked of a trade. Ids come with the command, as a rule makes none. */
export type TradeCommand =
  | { readonly type: "create"; readonly claim: Claim; readonly lifetimeS: number; readonly tradeId: string }
  | {
      readonly type: "pay" | "authorize";
      readonly claim: Claim;
      readonly lifetimeS: number;
      readonly tradeId: string;
      readonly holdId: string;
      readonly payer: WalletUser;
    }
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
  if (!trade) return { write: created(command, now) };
  if (!sameClaim(trade, command.claim) || trade.lifetimeS !== command.lifetimeS)
    return { refuse: "MERCHANT_TRADE_ID_REUSED" };
  return { keep: trade };
};

const decidePayment = (
  existing: Trade | undefined,
  command: Command<"pay" | "authorize">,
  now: Date,
): TradeDecision => {
  const trade = existing ?? created(command, now);
  if (!sameClaim(trade, command.claim)) return { refuse: "MERCHANT_TRADE_ID_REUSED" };
  if (trade.state !== "CREATED") return { refuse: "TRADE_NOT_PAYABLE" };
  if (now >= trade.expireTime) return { refuse: "TRADE_EXPIRED" };
  if (command.payer.state === WalletState.FROZEN) return { refuse: "WALLET_FROZEN" };
  // After this point only the ledger may refuse: CURRENCY_NOT_HELD, BALANCE_INSUFFICIENT.
  const { userId: payerUserId, displayName: payerDisplayName } = command.payer;
  const billed = { ...trade, payerUserId, payerDisplayName, billTime: now };
  if (command.type === "pay") return { write: succeed(billed, trade.amount, now) };
  const expireTime = new Date(now.getTime() + HOLD_LIFETIME_MS);
  return { write: { ...move(billed, "AUTHORIZED"), holdId: command.holdId, expireTime } };
};

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
  if (!TRANSITIONS[trade.state].includes("CLOSED")) return { refuse: "TRADE_NOT_CLOSABLE" };
  return { write: { ...move(trade, "CLOSED"), closeTime: now } };
};

const created = (
  { claim, lifetimeS, tradeId }: Pick<Command<"create">, "claim" | "lifetimeS" | "tradeId">,
  now: Date,
): Trade => ({
  ...claim,
  tradeId,
  state: TradeState.CREATED,
  createTime: now,
  lifetimeS,
  expireTime: new Date(now.getTime() + lifetimeS * 1000),
  refundedAmount: 0n,
});

const succeed = (trade: Trade, paidAmount: bigint, payTime: Date): Trade => ({
  ...move(trade, "SUCCESS"),
  paidAmount,
  payTime,
});

/** The only way from state to state. @throws Error for a move that the table does not have: a guard is missing. */
const move = (trade: Trade, to: TradeState): Trade => {
  if (!TRANSITIONS[trade.state].includes(to)) throw new Error(`a trade does not go from ${trade.state} to ${to}`);
  return { ...trade, state: to };
};

const sameClaim = (trade: Trade, claim: Claim): boolean =>
  trade.merchantId === claim.merchantId &&
  trade.storeId === claim.storeId &&
  trade.merchantTradeId === claim.merchantTradeId &&
  trade.amount === claim.amount &&
  trade.currencyCode === claim.currencyCode &&
  trade.subject === claim.subject;
