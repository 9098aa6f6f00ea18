import type {
  Basket,
  CheckOutBasketRequest,
  GetBasketRequest,
  GetReceiptRequest,
  Receipt,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem, isUnknownResult, Unanswered } from "../api/problem.ts";
import type { Attempt, Refusal } from "./till-state.ts";

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

/** The receipt of a basket that another try has paid; undefined where it was given up. A try that is still under way is an unknown result. */
const paidBefore = async (ports: SettlePorts, basketId: string): Promise<Json<Receipt> | undefined> => {
  const { state } = await ports.getBasket({ basketId });
  if (state === "BASKET_STATE_PAID") return ports.getReceipt({ basketId });
  if (state === "BASKET_STATE_CHECKING_OUT") throw new Unanswered(new Error("the basket is still being checked out"));
  return undefined;
};

const settleOnce = async (ports: SettlePorts, basketId: string, attempt: Attempt): Promise<Settled> => {
  const { paymentCode, expectedTotal, idempotencyKey } = attempt;
  try {
    await saveUnlessUnderWay(ports);
    const receipt = await ports.checkOutBasket({ basketId, paymentCode, expectedTotal }, idempotencyKey);
    return { outcome: "paid", receipt };
  } catch (error) {
    if (isUnknownResult(error)) throw error;
    const { status, reason, detail } = (error as ApiProblem).problem;
    if (status === 401) return { outcome: "signedOut" };
    const receipt = reason === "BASKET_NOT_OPEN" ? await paidBefore(ports, basketId) : undefined;
    return receipt ? { outcome: "paid", receipt } : { outcome: "refused", refusal: { reason, detail } };
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
      ports.onUnknown();
      await ports.pause(times);
    }
  }
};

/** Seconds between the questions: quick at first, then every five (P3). */
export const pauseMs = (times: number): number => Math.min(5_000, 1_000 * times);
