import { wakeable } from "../ui/wakeable.ts";
import { basketTotalOf, couponDiscountOf } from "./benefits.ts";
import { pauseMs, type SettlePorts, settleAttempt } from "./settle-attempt.ts";
import type { TillCore } from "./till-core.ts";
import type { Attempt, Refusal, TillState } from "./till-state.ts";

/** The part of a till that takes payments. */
export interface PaymentTaker {
  /** Makes an attempt with a payment code, stores it, and takes it to its end. */
  take(paymentCode: string): Promise<void>;
  /** Goes on with an attempt that is out: after a reload, or at once where the cashier asks. */
  resume(): void;
  /** Takes back a payment that waits for its payer or a channel. What it ends as the platform tells. */
  giveUp(): void;
}

type Pause = (spanMs: number) => Promise<void>;

const settlePorts = ({ ports, state, flush, act }: TillCore, pause: Pause, idempotencyKey: string): SettlePorts => ({
  checkOutBasket: ports.checkOutBasket,
  getBasket: ports.getBasket,
  getReceipt: ports.getReceipt,
  saveBasket: flush,
  pause: (times) => pause(pauseMs(times)),
  onUnknown: () => act({ type: "resultUnknown", idempotencyKey }),
  onWaiting: (waiting) => act({ type: "payerAwaited", idempotencyKey, waiting }),
  givenUpTrade: () => (state.get().isGivenUp ? state.get().waiting?.merchantTradeId : undefined),
  reverseTrade: ports.reverseTrade,
});

/** Asks what the shelf still has of the item that was short, so that the cashier can say how many the shopper may have. */
const learnStock = async ({ ports, act }: TillCore, barcode: string): Promise<void> => {
  try {
    const { availableQuantity } = await ports.findItem(barcode);
    act({ type: "stockLearned", barcode, available: availableQuantity ?? 0 });
  } catch {
    // The line is marked all the same.
  }
};

const noteRefusal = async (core: TillCore, idempotencyKey: string, refusal: Refusal): Promise<void> => {
  core.act({ type: "attemptRefused", idempotencyKey, refusal });
  core.saveAgain();
  if (refusal.barcode) await learnStock(core, refusal.barcode);
};

/** An attempt to pay the basket as it is shown; a coupon that takes nothing off is not sent. */
const attemptOf = (state: TillState, idempotencyKey: string, paymentCode: string): Attempt => {
  const couponCode = couponDiscountOf(state) && state.coupon?.code;
  return { idempotencyKey, paymentCode, expectedTotal: basketTotalOf(state), ...(couponCode && { couponCode }) };
};

/** Takes payments for the basket of a till, one attempt at a time. */
export const paymentTaker = (core: TillCore): PaymentTaker => {
  const { ports, state, act } = core;
  const patience = wakeable(ports.sleep);
  let settling = false;

  const settle = async (): Promise<void> => {
    const { basketId, attempt } = state.get();
    if (!attempt || settling) return;
    const { idempotencyKey } = attempt;
    settling = true;
    try {
      const settled = await settleAttempt(settlePorts(core, patience.pause, idempotencyKey), basketId, attempt);
      if (settled.outcome === "paid") act({ type: "attemptPaid", receipt: settled.receipt });
      if (settled.outcome !== "refused") return;
      await noteRefusal(core, idempotencyKey, settled.refusal);
    } finally {
      settling = false;
    }
  };

  const resume = (): void => {
    patience.wake();
    void settle();
  };

  return {
    take: async (paymentCode) => {
      act({ type: "attemptMade", attempt: attemptOf(state.get(), ports.mintKey(), paymentCode) });
      await settle();
    },
    resume,
    giveUp: () => {
      act({ type: "attemptGivenUp" });
      resume();
    },
  };
};
