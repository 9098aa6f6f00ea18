import { totalOf } from "../money/amount.ts";
import { pauseMs, type SettlePorts, settleAttempt } from "./settle-attempt.ts";
import type { TillCore } from "./till-core.ts";

/** The part of a till that takes payments. */
export interface PaymentTaker {
  /** Makes an attempt with a payment code, stores it, and takes it to its end. */
  take(paymentCode: string): Promise<void>;
  /** Goes on with an attempt that is out: after a reload, or at once where the cashier asks. */
  resume(): void;
  /** Takes back a payment that waits for its payer or a channel. What it ends as the platform tells. */
  giveUp(): void;
}

/** A pause that can be cut short. */
const wakeable = (sleep: (spanMs: number) => Promise<void>) => {
  let wake: () => void = () => {};
  return {
    pause: (spanMs: number): Promise<void> => {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      return Promise.race([sleep(spanMs), woken]);
    },
    wake: () => wake(),
  };
};

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
      act({ type: "attemptRefused", idempotencyKey, refusal: settled.refusal });
      core.saveAgain();
      const { barcode } = settled.refusal;
      if (barcode) await learnStock(core, barcode);
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
      const attempt = { idempotencyKey: ports.mintKey(), paymentCode, expectedTotal: totalOf(state.get().lines) };
      act({ type: "attemptMade", attempt });
      await settle();
    },
    resume,
    giveUp: () => {
      act({ type: "attemptGivenUp" });
      resume();
    },
  };
};
