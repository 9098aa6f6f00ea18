import type { Caller } from "../../kernel/auth/caller.ts";
import { ReasonError } from "../../kernel/errors/reason.ts";
import { ReverseAction, TradeState } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import { textOf } from "./mirror.ts";

export type Service = "payments" | "supermarket";

/** A call that a client makes, and can make again. */
export interface ClientCall {
  readonly service: Service;
  readonly method: string;
  readonly request: object;
  readonly caller: Caller;
  /** Empty where the rpc needs none. */
  readonly key: string;
}

/** What a client was told: an answer, or an error. */
export type Told = { readonly answer: unknown } | { readonly error: unknown };

/** Refusals that are committed with their attempt (P10, P14): from then on the key's answer. Others may be another answer tomorrow. */
const STORED = new Set([
  ...["MERCHANT_TRADE_ID_REUSED", "TRADE_NOT_PAYABLE", "TRADE_EXPIRED", "WALLET_FROZEN", "CURRENCY_NOT_HELD"],
  "BALANCE_INSUFFICIENT",
]);
/** What a reverse has done, and how the trade then stands. Where nothing is known yet, it is being reversed, or refunded by a channel. */
const AFTER_REVERSE: Partial<Record<ReverseAction, TradeState>> = {
  [ReverseAction.REVERSE_ACTION_CLOSED]: TradeState.TRADE_STATE_CLOSED,
  [ReverseAction.REVERSE_ACTION_REVERSED]: TradeState.TRADE_STATE_REVERSED,
  [ReverseAction.REVERSE_ACTION_NOTHING_FOUND]: TradeState.TRADE_STATE_REVERSED,
  [ReverseAction.REVERSE_ACTION_REFUNDED]: TradeState.TRADE_STATE_SUCCESS,
  [ReverseAction.REVERSE_ACTION_KEPT]: TradeState.TRADE_STATE_SUCCESS,
};

const UNDER_WAY: readonly TradeState[] = [TradeState.TRADE_STATE_REVERSING, TradeState.TRADE_STATE_SUCCESS];

export const STATES = new Map<TradeState, TradeRow["state"]>([
  [TradeState.TRADE_STATE_CREATED, "CREATED"],
  [TradeState.TRADE_STATE_AUTHORIZED, "AUTHORIZED"],
  [TradeState.TRADE_STATE_SUCCESS, "SUCCESS"],
  [TradeState.TRADE_STATE_CLOSED, "CLOSED"],
  [TradeState.TRADE_STATE_PAYING, "PAYING"],
  [TradeState.TRADE_STATE_REVERSING, "REVERSING"],
  [TradeState.TRADE_STATE_REVERSED, "REVERSED"],
]);

/** Whether a trade can stand so after what a reverse says that it has done. */
export const fitsReverse = (action: ReverseAction, state: TradeState): boolean =>
  (AFTER_REVERSE[action] ? [AFTER_REVERSE[action]] : UNDER_WAY).includes(state);

/** An answer or a refusal as text; undefined where the client knows nothing. */
export const outcomeOf = ({ method }: ClientCall, told: Told): string | undefined => {
  if ("answer" in told) return `${method} ${textOf(told.answer)}`;
  if (told.error instanceof ReasonError && !told.error.row.retryable) return told.error.reason;
  return undefined;
};

/** What a payer is refused at a store's own code is stored nowhere. */
export const isStored = ({ method }: ClientCall, reason: string): boolean =>
  (STORED.has(reason) && method !== "payStaticQr") ||
  (method === "checkOutBasket" && reason.startsWith("PAYMENT_CODE_"));
