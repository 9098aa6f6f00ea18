import type { Receipt } from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Amount, Json } from "../api/json.ts";
import { setQuantity, type TillLine } from "./basket.ts";
import { type BenefitAction, type Benefits, benefitsAfter, benefitsOf, withBenefits } from "./benefits.ts";
import { adviceFor } from "./refusals.ts";

/** One try to take the payment. Stored before it is sent, so that a second press and a reload send the very same (V3). */
export interface Attempt {
  idempotencyKey: string;
  /** Forgotten as soon as the result is known. */
  paymentCode: string;
  /** What the shopper saw, before the coupon. */
  expectedTotal: Amount;
  /** The coupon that is used with it (O6). */
  couponCode?: string;
}

/** A payment that is neither paid nor refused yet: for whom it waits. */
export interface Waiting {
  /** What payments knows the trade by. */
  merchantTradeId: string;
  /** The payer must confirm with the payment password; or a channel has not said what became of it. */
  waitsFor: "PAYER" | "CHANNEL";
}

/** Why the last attempt was refused, in the language in which it was asked. */
export interface Refusal {
  reason: string;
  detail: string;
  /** The item that is short, for STOCK_INSUFFICIENT. */
  barcode?: string;
  /** The attempt was given up by the platform and the basket is open again: certainly nothing was charged. */
  isReleased?: true;
}

/**
 * The cashier's screen.
 * items: rings up. Exits: tender.
 * tender: awaits a payment code. Exits: items, charging, sold.
 * charging: an attempt is out; nothing else can be done. Exits: paid, tender or items (refused).
 * paid: shows the receipt. Exits: items, with the next basket.
 * sold: the sale is kept here and uploaded by itself (offline/). Exits: items, with the next basket.
 */
export type Screen = "items" | "tender" | "charging" | "paid" | "sold";

/** The till, as it is stored and as it is shown. */
export interface TillState extends Benefits {
  screen: Screen;
  /** bsk_…, made here before the first line is sent (V3). */
  basketId: string;
  lines: readonly TillLine[];
  /** In charging only. */
  attempt?: Attempt;
  /** In charging only: the platform has the attempt, and its end is still open. */
  waiting?: Waiting;
  /** In charging only: the cashier does not want to wait. It ends as a sale all the same where it turns out to be paid. */
  isGivenUp?: true;
  /** How many answers to the attempt failed to come; 0 while the first is awaited. */
  unanswered: number;
  refusal?: Refusal;
  /** In paid only. */
  receipt?: Json<Receipt>;
}

export type TillAction =
  | BenefitAction
  | { type: "linesChanged"; lines: readonly TillLine[] }
  | { type: "quantitySet"; barcode: string; quantity: number }
  | { type: "linesPriced"; basketId: string; prices: ReadonlyMap<string, Amount> }
  | { type: "stockLearned"; barcode: string; available: number }
  | { type: "tenderOpened" }
  | { type: "tenderLeft" }
  | { type: "attemptMade"; attempt: Attempt }
  | { type: "resultUnknown"; idempotencyKey: string }
  | { type: "payerAwaited"; idempotencyKey: string; waiting: Waiting }
  | { type: "attemptGivenUp" }
  | { type: "soldOffline"; basketId: string }
  | { type: "attemptRefused"; idempotencyKey: string; refusal: Refusal }
  | { type: "attemptPaid"; receipt: Json<Receipt> }
  | { type: "refusalRead" }
  | { type: "nextCustomer"; basketId: string }
  | { type: "adopted"; state: TillState };

/** A till with an empty basket. */
export const freshTill = (basketId: string): TillState => ({ screen: "items", basketId, lines: [], unanswered: 0 });

const afterRefusal = (state: TillState, refusal: Refusal): TillState => ({
  screen: refusal.isReleased ? "tender" : adviceFor(refusal.reason).screen,
  basketId: state.basketId,
  lines: state.lines,
  ...benefitsAfter(state, refusal),
  unanswered: 0,
  refusal,
});

const isOut = (state: TillState, idempotencyKey: string): boolean =>
  state.screen === "charging" && state.attempt?.idempotencyKey === idempotencyKey;

/** The lines change only while they are rung up; the new state forgets the refusal that they may answer. */
const withLines = (state: TillState, lines: readonly TillLine[]): TillState =>
  state.screen === "items"
    ? { screen: "items", basketId: state.basketId, lines, ...benefitsOf(state), unanswered: 0 }
    : state;

const isSameAmount = (one: Amount, other: Amount): boolean =>
  one.minorUnits === other.minorUnits && one.currencyCode === other.currencyCode;

/** The server's prices, where they differ from those that were found at the scan. An attempt that is out keeps the total that the shopper saw. */
const withPrices = (state: TillState, basketId: string, prices: ReadonlyMap<string, Amount>): TillState => {
  if (basketId !== state.basketId || state.screen === "charging") return state;
  const isNew = (line: TillLine) => !isSameAmount(prices.get(line.barcode) ?? line.unitPrice, line.unitPrice);
  if (!state.lines.some(isNew)) return state;
  return {
    ...state,
    lines: state.lines.map((line) => ({ ...line, unitPrice: prices.get(line.barcode) ?? line.unitPrice })),
  };
};

/** What the shelf still has of an item, where it is in the basket. */
const withStock = (state: TillState, barcode: string, available: number): TillState => ({
  ...state,
  lines: state.lines.map((line) => (line.barcode === barcode ? { ...line, available } : line)),
});

const toTender = (state: TillState): TillState =>
  state.screen === "items" && state.lines.length > 0 ? { ...withLines(state, state.lines), screen: "tender" } : state;

const toCharging = (state: TillState, attempt: Attempt): TillState =>
  state.screen === "tender" ? { ...state, screen: "charging", unanswered: 0, refusal: undefined, attempt } : state;

const afterPayment = (state: TillState, receipt: Json<Receipt>): TillState =>
  receipt.basketId === state.basketId
    ? { screen: "paid", basketId: state.basketId, lines: [], unanswered: 0, receipt }
    : state;

const afterSale = (state: TillState, basketId: string): TillState =>
  state.screen === "tender" && state.basketId === basketId
    ? { screen: "sold", basketId, lines: [], unanswered: 0 }
    : state;

/** The till after an action. An action that the present screen does not know changes nothing. */
export const tillReducer = (state: TillState, action: TillAction): TillState => {
  switch (action.type) {
    case "linesChanged":
      return withLines(state, action.lines);
    case "quantitySet":
      return withLines(state, setQuantity(state.lines, action.barcode, action.quantity));
    case "linesPriced":
      return withPrices(state, action.basketId, action.prices);
    case "stockLearned":
      return withStock(state, action.barcode, action.available);
    case "tenderOpened":
      return toTender(state);
    case "tenderLeft":
      return state.screen === "tender"
        ? { ...freshTill(state.basketId), lines: state.lines, ...benefitsOf(state) }
        : state;
    case "attemptMade":
      return toCharging(state, action.attempt);
    case "resultUnknown":
      return isOut(state, action.idempotencyKey) ? { ...state, unanswered: state.unanswered + 1 } : state;
    case "payerAwaited":
      return isOut(state, action.idempotencyKey) ? { ...state, unanswered: 0, waiting: action.waiting } : state;
    case "attemptGivenUp":
      return state.screen === "charging" && state.waiting ? { ...state, isGivenUp: true } : state;
    case "attemptRefused":
      return isOut(state, action.idempotencyKey) ? afterRefusal(state, action.refusal) : state;
    case "attemptPaid":
      return afterPayment(state, action.receipt);
    case "soldOffline":
      return afterSale(state, action.basketId);
    case "refusalRead":
      return { ...state, refusal: undefined };
    case "nextCustomer":
      return state.screen === "charging" ? state : freshTill(action.basketId);
    case "adopted":
      return action.state;
    default:
      return withBenefits(state, action);
  }
};
