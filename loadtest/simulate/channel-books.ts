import type {
  ChannelPayment,
  ChannelPaymentRef,
  ChannelRefund,
  PaymentAnswer,
  RefundAnswer,
  ReverseAnswer,
} from "../../services/payments/channel/channel.ts";
import type { Dice } from "./dice.ts";
import { type VirtualTime, whoRuns } from "./virtual-time.ts";

/** An order in the outside party's own books: what has really happened to the payer's money. */
export interface Order {
  readonly amount: bigint;
  state: "WAITING" | "PAID" | "FAILED" | "REVERSED";
  /** From when on queries find it. */
  readonly visibleFrom: number;
  /** Once paid, it is too late to reverse it. */
  readonly isFast: boolean;
  payTime: Date;
  readonly refunds: Map<string, bigint>;
}

/** How long a payer at most thinks before the party ends the order. */
const ORDER_LIFETIME_MS = 120_000;

/** The party refuses, and says so in a code that stands on the whitelist. */
const REFUSED = { result: "FAILED", channelCode: "NO_AUTH", refusal: "CHANNEL_REFUSED" } as const;

/** The books of an outside party: nothing but its own deeds changes them, and every number counts once. */
export class ChannelBooks {
  readonly orders = new Map<string, Order>();
  readonly #codes = new Map<string, string>();
  readonly #time: VirtualTime;
  readonly #dice: Dice;
  readonly #visibilityMs: number;

  constructor(time: VirtualTime, dice: Dice, visibilityMs: number) {
    this.#time = time;
    this.#dice = dice;
    this.#visibilityMs = visibilityMs;
  }

  /** What the party has of an order: taken, less given back. */
  netOf(attemptId: string): bigint {
    const order = this.orders.get(attemptId);
    if (order?.state !== "PAID") return 0n;
    return [...order.refunds.values()].reduce((net, amount) => net - amount, order.amount);
  }

  pay({ attemptId, amount, instrument }: ChannelPayment): PaymentAnswer {
    if (!this.orders.has(attemptId)) {
      const code = "code" in instrument ? instrument.code : "";
      const isSpent = (this.#codes.get(code) ?? attemptId) !== attemptId;
      this.#codes.set(code, this.#codes.get(code) ?? attemptId);
      this.#open(attemptId, amount, isSpent ? "FAILED" : this.#dice.pick(["PAID", "PAID", "WAITING", "FAILED"]));
    }
    return this.#answerOf(attemptId);
  }

  query({ attemptId }: ChannelPaymentRef): PaymentAnswer {
    const order = this.orders.get(attemptId);
    return order && this.#time.now >= order.visibleFrom ? this.#answerOf(attemptId) : { result: "NOT_FOUND" };
  }

  /** What never came is taken down as reversed, or forgotten: then it may still come. */
  reverse({ attemptId, amount }: ChannelPaymentRef): ReverseAnswer {
    const order = this.orders.get(attemptId);
    if (order?.state === "PAID" && (order.isFast || order.refunds.size > 0)) return { result: "TOO_LATE" };
    if (!order && this.#dice.chance(0.5)) this.#open(attemptId, amount, "REVERSED");
    if (order) order.state = "REVERSED";
    return { result: "REVERSED" };
  }

  refund({ attemptId, refundId, refundAmount }: ChannelRefund): RefundAnswer {
    const order = this.orders.get(attemptId);
    if (!order?.refunds.has(refundId)) {
      if (this.netOf(attemptId) < refundAmount) return { result: "FAILED", channelCode: "NOT_ENOUGH" };
      const luck = this.#dice.fraction();
      if (luck < 0.15) return { result: "WAITING" };
      order!.refunds.set(refundId, refundAmount);
    }
    return { result: "REFUNDED", refundTime: new Date(this.#time.now) };
  }

  queryRefund({ attemptId, refundId }: ChannelRefund): RefundAnswer {
    const isDone = this.orders.get(attemptId)?.refunds.has(refundId);
    return isDone ? { result: "REFUNDED", refundTime: new Date(this.#time.now) } : { result: "NOT_FOUND" };
  }

  #answerOf(attemptId: string): PaymentAnswer {
    const { state, payTime } = this.orders.get(attemptId)!;
    if (state === "PAID") return { result: "PAID", channelTradeId: `ch-${attemptId}`, payTime };
    return state === "FAILED" ? REFUSED : { result: state };
  }

  #open(attemptId: string, amount: bigint, state: Order["state"]): void {
    const { now } = this.#time;
    const visibleFrom = now + 0.9 * this.#visibilityMs * this.#dice.fraction();
    const isFast = this.#dice.chance(0.15);
    const order = { amount, state, visibleFrom, isFast, payTime: new Date(now), refunds: new Map<string, bigint>() };
    this.orders.set(attemptId, order);
    if (state === "WAITING") whoRuns.exit(() => this.#awaitPayer(order));
  }

  #awaitPayer(order: Order): void {
    const decide = (state: Order["state"]) => () => {
      if (order.state !== "WAITING") return;
      order.state = state;
      order.payTime = new Date(this.#time.now);
    };
    const thinksMs = this.#dice.exponential(this.#dice.pick([5_000, 30_000, 60_000]));
    if (thinksMs < ORDER_LIFETIME_MS)
      this.#time.plan("a payer at the channel decides", thinksMs, decide(this.#dice.pick(["PAID", "PAID", "FAILED"])));
    this.#time.plan("the channel ends an order", ORDER_LIFETIME_MS, decide("FAILED"));
  }
}
