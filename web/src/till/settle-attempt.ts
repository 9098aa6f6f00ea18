import type {
  Basket,
  CheckOutBasketRequest,
  GetBasketRequest,
  GetReceiptRequest,
  Receipt,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { Json } from "../api/json.ts";
import { type ApiProblem, isUnknownResult } from "../api/problem.ts";
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

/** A refusal because the basket is no longer open may mean that it is paid: the receipt tells. */
const paidBefore = async (ports: SettlePorts, basketId: string): Promise<Json<Receipt> | undefined> => {
  const basket = await ports.getBasket({ basketId });
  return basket.state === "BASKET_STATE_PAID" ? ports.getReceipt({ basketId }) : undefined;
};

const settleOnce = async (ports: SettlePorts, basketId: string, attempt: Attempt): Promise<Settled> => {
  const { paymentCode, expectedTotal, idempotencyKey } = attempt;
  try {
    await ports.saveBasket();
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
