import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Amount, Json } from "../api/json.ts";

/** How an amount is taken: from the payer's code (seen or heard), by a code that the payer scans, or by the desk itself (recorded). */
export type OrderKind = "barcode" | "sound" | "qr" | "cash" | "card";

/** One try to take an amount. Stored before it is sent, so that a second press and a reload send the very same. */
export interface Order {
  kind: OrderKind;
  /** Ours, unique for ever (P13); every try has its own. */
  merchantTradeId: string;
  idempotencyKey: string;
  amount: Amount;
  /** What the payer reads on the bill. */
  subject: string;
  /** Of the payer's codes; forgotten as soon as the result is known. */
  paymentCode?: string;
  /** Of cash: what was handed over. */
  received?: Amount;
  /** Of a card at another terminal: the slip's number. */
  reference?: string;
}

/** What an order says besides its kind. */
export type OrderDetails = Pick<Order, "paymentCode" | "received" | "reference">;

/**
 * How far an order is.
 * sending: it may have arrived or not; the very same is sent again. Exits: following, givingUp, the order's end.
 * following: the platform has it; it is asked how it stands. Exits: givingUp, the order's end.
 * givingUp: it is taken back, unless it turns out to be paid; one that never arrived is kept from arriving later. Exit: the order's end.
 */
type Phase = "sending" | "following" | "givingUp";

/** Why the last try took nothing, in the language in which it was asked. */
interface DeskRefusal {
  reason: string;
  detail: string;
}

/**
 * amount: the amount is typed. Exits: take; order (a payer's code was scanned before the amount).
 * take: awaits the payer's code, or another way to pay. Exits: amount, order.
 * order: an order is out; nothing else can be done. Exits: done, take (refused).
 * done: what it came to. Exit: amount.
 */
type DeskScreen = "amount" | "take" | "order" | "done";

/** The desk, as it is stored and as it is shown. */
export interface DeskState {
  screen: DeskScreen;
  /** The amount as it is typed: digits and at most one point. */
  typed: string;
  /** From take on. */
  amount?: Amount;
  /** A payer's code that was scanned before the amount (Y10). In amount only. */
  earlyCode?: string;
  /** In order only. */
  order?: Order;
  phase?: Phase;
  /** The order's trade as it was last read; in done how it ended. */
  trade?: Json<Trade>;
  /** In done, of cash: what was handed over. */
  received?: Amount;
  /** How many answers failed to come since the last one. */
  unanswered: number;
  refusal?: DeskRefusal;
}

export type DeskAction =
  | { type: "typed"; typed: string }
  | { type: "codeCameEarly"; paymentCode: string }
  | { type: "amountTaken"; amount: Amount }
  | { type: "amountChanged" }
  | { type: "orderMade"; order: Order }
  | { type: "orderArrived"; merchantTradeId: string }
  | { type: "tradeRead"; merchantTradeId: string; trade: Json<Trade> }
  | { type: "resultUnknown"; merchantTradeId: string }
  | { type: "orderRefused"; merchantTradeId: string; refusal: DeskRefusal }
  | { type: "orderGivenUp" }
  | { type: "next" };

export const freshDesk = (): DeskState => ({ screen: "amount", typed: "", unanswered: 0 });

const FINAL: ReadonlySet<string> = new Set(["TRADE_STATE_SUCCESS", "TRADE_STATE_CLOSED", "TRADE_STATE_REVERSED"]);

/** Whether a trade stays as it is (P7). */
export const isFinal = ({ state }: Json<Trade>): boolean => FINAL.has(state ?? "");

export const isPaid = ({ state }: Json<Trade>): boolean => state === "TRADE_STATE_SUCCESS";

const isOut = (state: DeskState, merchantTradeId: string): boolean =>
  state.screen === "order" && state.order?.merchantTradeId === merchantTradeId;

const withTrade = (state: DeskState, trade: Json<Trade>): DeskState => {
  const received = state.order?.received;
  if (isFinal(trade)) return { screen: "done", typed: "", unanswered: 0, trade, ...(received ? { received } : {}) };
  return { ...state, trade, unanswered: 0, phase: state.phase === "givingUp" ? "givingUp" : "following" };
};

const withOrder = (state: DeskState, order: Order): DeskState => ({
  screen: "order",
  typed: state.typed,
  amount: order.amount,
  order,
  phase: "sending",
  unanswered: 0,
});

/** What befalls an order that is out. */
const orderReducer = (state: DeskState, action: Extract<DeskAction, { merchantTradeId: string }>): DeskState => {
  if (!isOut(state, action.merchantTradeId)) return state;
  switch (action.type) {
    case "orderArrived":
      return { ...state, phase: "following" };
    case "tradeRead":
      return withTrade(state, action.trade);
    case "resultUnknown":
      return { ...state, unanswered: state.unanswered + 1 };
    case "orderRefused": {
      const { typed, amount } = state;
      return { screen: "take", typed, amount, unanswered: 0, refusal: action.refusal };
    }
  }
};

/** The desk after an action. An action that the present screen does not know changes nothing. */
export const deskReducer = (state: DeskState, action: DeskAction): DeskState => {
  if ("merchantTradeId" in action) return orderReducer(state, action);
  switch (action.type) {
    case "typed":
      return state.screen === "amount" ? { ...state, typed: action.typed } : state;
    case "codeCameEarly":
      return state.screen === "amount" ? { ...state, earlyCode: action.paymentCode } : state;
    case "amountTaken":
      return state.screen === "amount"
        ? { screen: "take", typed: state.typed, amount: action.amount, unanswered: 0 }
        : state;
    case "amountChanged":
      return state.screen === "take" ? { ...freshDesk(), typed: state.typed } : state;
    case "orderMade":
      return state.screen === "amount" || state.screen === "take" ? withOrder(state, action.order) : state;
    case "orderGivenUp":
      return state.screen === "order" ? { ...state, phase: "givingUp" } : state;
    case "next":
      return state.screen === "done" ? freshDesk() : state;
  }
};
