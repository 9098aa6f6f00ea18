import type { Clock } from "../../../kernel/time/clock.ts";
import type {
  Channel,
  ChannelId,
  ChannelPayment,
  ChannelPaymentRef,
  ChannelRefund,
  ChannelRefusal,
  ChannelTimes,
  PaymentAnswer,
  RefundAnswer,
  ReverseAnswer,
} from "../channel/channel.ts";

/** An order as the channel's own books have it. */
interface ScriptedOrder {
  readonly amount: bigint;
  readonly state: "WAITING" | "PAID" | "FAILED" | "REVERSED";
  readonly payTime?: Date;
  /** By our numbers of the refunds. */
  readonly refunds: ReadonlyMap<string, bigint>;
}

/** What befalls one call. `lost`: nothing arrives; `unheard`: it is done, but nobody hears; `late`: it arrives when `arrive` is called. */
interface Deed {
  readonly fate?: "told" | "lost" | "unheard" | "late";
  /** What the channel makes of a payment that arrives; PAID by default. */
  readonly payment?: "PAID" | "WAITING" | "FAILED" | "NOT_ACCEPTED";
  readonly refusal?: ChannelRefusal;
  /** What it makes of a refund, and of a reverse that finds the order paid. */
  readonly refund?: "REFUNDED" | "WAITING" | "FAILED" | "REFUSED_FOR_GOOD";
  readonly reverse?: "REVERSED" | "TOO_LATE";
}

type ChannelCall = "pay" | "query" | "reverse" | "refund" | "queryRefund";

/** A channel with books of its own and a script of what befalls its calls: deterministic, so that the simulator can be given it. */
export interface ScriptedChannel extends Channel {
  /** What befalls the next calls of that kind, one each; afterwards everything arrives, is done and told. */
  plan(call: ChannelCall, ...deeds: readonly Deed[]): void;
  readonly calls: readonly { readonly call: ChannelCall; readonly attemptId: string; readonly at: Date }[];
  order(attemptId: string): ScriptedOrder | undefined;
  /** The payer gives the password that the channel asks for. */
  confirm(attemptId: string): void;
  /** The payer's bank sends a refund back that had arrived. */
  bounce(refundId: string): void;
  /** It takes the next one under that number. */
  unbounce(refundId: string): void;
  /** What was held up on its way arrives. */
  arrive(): void;
  /** What the channel has taken less what it has given back: what it owes us. */
  owed(): bigint;
}

const STANDARD_TIMES: ChannelTimes = {
  callTimeoutMs: 3_500,
  firstQueryMs: 4_000,
  queryEveryMs: 4_000,
  deadlineMs: 45_000,
  minReverseAgeMs: 15_000,
  reverseWindowMs: 7 * 86_400_000,
  visibilityDelayMs: 5_000,
};

interface Settings {
  readonly channelId: ChannelId;
  readonly clock: Clock;
  readonly times?: Partial<ChannelTimes>;
}

const UNKNOWN = { result: "UNKNOWN", cause: "nothing was heard" } as const;

/** The books: what each call does to them, whoever hears of it. */
class Books {
  readonly orders = new Map<string, ScriptedOrder>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  pay({ attemptId, amount }: ChannelPayment, { payment = "PAID", refusal = "CHANNEL_REFUSED" }: Deed): PaymentAnswer {
    if (payment === "NOT_ACCEPTED")
      return { result: "FAILED", channelCode: "NOT_ACCEPTED", refusal: "CHANNEL_UNAVAILABLE", notAccepted: true };
    if (!this.orders.has(attemptId)) {
      const payTime = payment === "PAID" && { payTime: this.#clock.now() };
      this.orders.set(attemptId, { amount, state: payment, ...payTime, refunds: new Map() });
    }
    return this.query({ attemptId }, refusal);
  }

  query({ attemptId }: { attemptId: string }, refusal: ChannelRefusal = "CHANNEL_REFUSED"): PaymentAnswer {
    const order = this.orders.get(attemptId);
    if (!order) return { result: "NOT_FOUND" };
    switch (order.state) {
      case "PAID":
        return { result: "PAID", channelTradeId: `ch-${attemptId}`, payTime: order.payTime as Date };
      case "FAILED":
        return { result: "FAILED", channelCode: "REFUSED", refusal };
      default:
        return { result: order.state };
    }
  }

  reverse({ attemptId, amount }: ChannelPaymentRef, { reverse = "REVERSED" }: Deed): ReverseAnswer {
    const order = this.orders.get(attemptId);
    if (order?.state === "PAID" && reverse === "TOO_LATE") return { result: "TOO_LATE" };
    // An order that never came is taken down as reversed: a payment that arrives afterwards finds it so.
    this.orders.set(attemptId, { amount, refunds: new Map(), ...order, state: "REVERSED" });
    return { result: "REVERSED" };
  }

  refund({ attemptId, refundId, refundAmount }: ChannelRefund, { refund = "REFUNDED" }: Deed): RefundAnswer {
    const order = this.orders.get(attemptId);
    if (refund === "REFUSED_FOR_GOOD") this.refused.add(refundId);
    if (order?.state !== "PAID" || refund === "FAILED" || this.refused.has(refundId))
      return { result: "FAILED", channelCode: "REFUND_REFUSED" };
    if (refund === "WAITING" && !order.refunds.has(refundId)) return { result: "WAITING" };
    this.orders.set(attemptId, { ...order, refunds: new Map(order.refunds).set(refundId, refundAmount) });
    return { result: "REFUNDED", refundTime: this.#clock.now() };
  }

  /** Numbers under which nothing is ever given back. */
  readonly refused = new Set<string>();

  /** Refunds that arrived and came back. */
  readonly bounced = new Set<string>();

  bounce(refundId: string): void {
    this.bounced.add(refundId);
    for (const [attemptId, order] of this.orders) {
      const refunds = new Map(order.refunds);
      if (refunds.delete(refundId)) this.orders.set(attemptId, { ...order, refunds });
    }
  }

  queryRefund({ attemptId, refundId }: ChannelRefund): RefundAnswer {
    if (this.bounced.has(refundId)) return { result: "FAILED", channelCode: "RETURNED" };
    return this.orders.get(attemptId)?.refunds.has(refundId)
      ? { result: "REFUNDED", refundTime: this.#clock.now() }
      : { result: "NOT_FOUND" };
  }
}

export const scriptedChannel = ({ channelId, clock, times }: Settings): ScriptedChannel => {
  const books = new Books(clock);
  const calls: { call: ChannelCall; attemptId: string; at: Date }[] = [];
  const plans = new Map<ChannelCall, Deed[]>();
  const held: (() => void)[] = [];
  const run = async <Answer>(call: ChannelCall, attemptId: string, work: (deed: Deed) => Answer) => {
    calls.push({ call, attemptId, at: clock.now() });
    const deed = plans.get(call)?.shift() ?? {};
    if (deed.fate === "late") held.push(() => work(deed));
    if (deed.fate === "lost" || deed.fate === "late") return UNKNOWN;
    const answer = work(deed);
    return deed.fate === "unheard" ? UNKNOWN : answer;
  };
  return {
    ...{ channelId, times: { ...STANDARD_TIMES, ...times }, calls },
    pay: (payment) => run("pay", payment.attemptId, (deed) => books.pay(payment, deed)),
    query: (payment) => run("query", payment.attemptId, () => books.query(payment)),
    reverse: (payment) => run("reverse", payment.attemptId, (deed) => books.reverse(payment, deed)),
    refund: (refund) => run("refund", refund.attemptId, (deed) => books.refund(refund, deed)),
    queryRefund: (refund) => run("queryRefund", refund.attemptId, () => books.queryRefund(refund)),
    plan: (call, ...deeds) => void plans.set(call, [...(plans.get(call) ?? []), ...deeds]),
    order: (attemptId) => books.orders.get(attemptId),
    confirm: (attemptId) => {
      const order = books.orders.get(attemptId);
      if (order?.state === "WAITING") books.orders.set(attemptId, { ...order, state: "PAID", payTime: clock.now() });
    },
    bounce: (refundId) => books.bounce(refundId),
    unbounce: (refundId) => void books.bounced.delete(refundId),
    arrive: () => {
      for (const work of held.splice(0)) work();
    },
    owed: () => {
      const paid = [...books.orders.values()].filter(({ state }) => state === "PAID");
      const back = ({ refunds }: ScriptedOrder) => [...refunds.values()].reduce((sum, amount) => sum + amount, 0n);
      return paid.reduce((sum, order) => sum + order.amount - back(order), 0n);
    },
  };
};
