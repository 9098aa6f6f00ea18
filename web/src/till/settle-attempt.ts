import type { ReverseTradeRequest } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type {
  Basket,
  CheckOutBasketRequest,
  GetBasketRequest,
  GetReceiptRequest,
  Receipt,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem, isUnknownResult, type Problem, Unanswered } from "../api/problem.ts";
import type { Attempt, Refusal, Waiting } from "./till-state.ts";

/** What settling an attempt needs of the world. */
export interface SettlePorts {
  /** Makes sure that the server has the basket as the till shows it. */
  saveBasket(): Promise<void>;
  checkOutBasket(request: Json<CheckOutBasketRequest>, idempotencyKey: string): Promise<Json<Receipt>>;
  getBasket(request: Json<GetBasketRequest>): Promise<Json<Basket>>;
  getReceipt(request: Json<GetReceiptRequest>): Promise<Json<Receipt>>;
  /** Waits before asking again: the n-th time, from 1. Rejects where the till was closed meanwhile. */
  pause(times: number): Promise<void>;
  /** Told each time that no answer came. */
  onUnknown(): void;
  /** Told each time that the platform still waits for the payer or a channel. */
  onWaiting(waiting: Waiting): void;
  /** The trade that the cashier has given up: it is to be taken back, or kept where it turns out to be paid. */
  givenUpTrade(): string | undefined;
  reverseTrade(request: Json<ReverseTradeRequest>): Promise<unknown>;
}

/** How an attempt ended. signedOut: not at all; it is still stored and goes on after the next sign-in. */
export type Settled =
  | { outcome: "paid"; receipt: Json<Receipt> }
  | { outcome: "refused"; refusal: Refusal }
  | { outcome: "signedOut" };

const hasReason = (error: unknown, reason: string): error is ApiProblem =>
  error instanceof ApiProblem && error.problem.reason === reason;

/** A basket that is no longer open is with an earlier try of this attempt: what became of it the checkout tells. */
const saveUnlessUnderWay = async (ports: SettlePorts): Promise<void> => {
  try {
    await ports.saveBasket();
  } catch (error) {
    if (!hasReason(error, "BASKET_NOT_OPEN")) throw error;
  }
};

/** Refusals that say of an earlier try only that it is over, not how: the basket tells. */
const TOLD_BY_BASKET: ReadonlySet<string> = new Set(["BASKET_NOT_OPEN", "TRADE_NOT_PAYABLE", "TRADE_EXPIRED"]);

const refusalOf = ({ reason, detail, metadata }: Problem): Refusal => {
  const barcode = metadata?.["barcode"];
  return { reason, detail, ...(typeof barcode === "string" ? { barcode } : {}) };
};

/**
 * What a refusal comes to. An earlier try may have paid the basket: then there is a receipt. One that is still under way is an unknown result. A basket that
 * is open again was released by the platform, which it does only when its trade can never be paid any more.
 */
const settleRefused = async (ports: SettlePorts, basketId: string, problem: Problem): Promise<Settled> => {
  const refusal = refusalOf(problem);
  if (!TOLD_BY_BASKET.has(problem.reason)) return { outcome: "refused", refusal };
  const { state } = await ports.getBasket({ basketId });
  if (state === "BASKET_STATE_PAID") return { outcome: "paid", receipt: await ports.getReceipt({ basketId }) };
  if (state === "BASKET_STATE_CHECKING_OUT") throw new Unanswered(new Error("the basket is still being checked out"));
  return { outcome: "refused", refusal: state === "BASKET_STATE_OPEN" ? { ...refusal, isReleased: true } : refusal };
};

/** Takes back what the cashier has given up. A refusal is no end: the checkout, asked next, tells what became of the payment. */
const takeBack = async (ports: SettlePorts): Promise<void> => {
  const merchantTradeId = ports.givenUpTrade();
  if (!merchantTradeId) return;
  try {
    await ports.reverseTrade({ merchantTradeId, keepPaid: true });
  } catch (error) {
    if (isUnknownResult(error)) throw error;
  }
};

/** For whom the platform waits, where that is why it does not know yet. */
const waitingOf = (error: unknown): Waiting | undefined => {
  if (!hasReason(error, "CHECKOUT_IN_PROGRESS")) return undefined;
  const { merchantTradeId, waitsFor } = error.problem.metadata ?? {};
  if (typeof merchantTradeId !== "string") return undefined;
  return { merchantTradeId, waitsFor: waitsFor === "PAYER" ? "PAYER" : "CHANNEL" };
};

const settleOnce = async (ports: SettlePorts, basketId: string, attempt: Attempt): Promise<Settled> => {
  const { paymentCode, expectedTotal, couponCode, idempotencyKey } = attempt;
  const request = { basketId, paymentCode, expectedTotal, ...(couponCode && { couponCode }) };
  try {
    await takeBack(ports);
    await saveUnlessUnderWay(ports);
    const receipt = await ports.checkOutBasket(request, idempotencyKey);
    return { outcome: "paid", receipt };
  } catch (error) {
    if (isUnknownResult(error)) throw error;
    const { problem } = error as ApiProblem;
    return problem.status === 401 ? { outcome: "signedOut" } : settleRefused(ports, basketId, problem);
  }
};

/**
 * Takes an attempt to its end: sends it, and as long as the result is unknown sends the very same again (P1, P14): the same key gives the same
 * receipt and one charge, however often it is sent.
 */
export const settleAttempt = async (ports: SettlePorts, basketId: string, attempt: Attempt): Promise<Settled> => {
  for (let times = 1; ; times++) {
    try {
      return await settleOnce(ports, basketId, attempt);
    } catch (error) {
      if (!isUnknownResult(error)) throw error;
      const waiting = waitingOf(error);
      if (waiting) ports.onWaiting(waiting);
      else ports.onUnknown();
      await ports.pause(times);
    }
  }
};

/** Seconds between the questions: quick at first, then every five (P3). */
export const pauseMs = (times: number): number => Math.min(5_000, 1_000 * times);
