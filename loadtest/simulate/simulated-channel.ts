import type { Channel, ChannelPaymentRef, ChannelTimes } from "../../services/payments/channel/channel.ts";
import { ChannelBooks } from "./channel-books.ts";
import type { Dice } from "./dice.ts";
import type { Endpoint, Network } from "./network.ts";
import { type Mortal, type VirtualTime, whoRuns } from "./virtual-time.ts";
import type { Weather } from "./weather.ts";

export const CHANNEL_ID = "wechat-like";

/** As the WeChat-like wallet's contract has them. */
export const CHANNEL_TIMES: ChannelTimes = {
  ...{ callTimeoutMs: 3_500, firstQueryMs: 4_000, queryEveryMs: 4_000, deadlineMs: 45_000 },
  ...{ minReverseAgeMs: 15_000, reverseWindowMs: 7 * 86_400_000, visibilityDelayMs: 5_000 },
};

/** The network's name for where the outside parties are. */
const PLACE = "parties";

export interface ChannelWorld {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly network: Network;
  readonly weather: () => Weather;
}

type Call = "pay" | "query" | "reverse" | "refund" | "queryRefund";

/** Who watches the calls: told when payments makes one, before anything leaves; and what it hears. */
export interface ChannelWatch {
  asked(call: Call, attemptId: string, ref: ChannelPaymentRef): void;
  heard(call: Call, attemptId: string, result: string): void;
}

const UNKNOWN = { result: "UNKNOWN", cause: "simulated" } as const;

/**
 * An outside party beyond a network of its own: requests are lost, late by minutes, doubled; answers are lost, late, or such that nothing can be made of
 * them; and it breaks down for a while. Its books stay.
 */
export class SimulatedParty implements Endpoint {
  readonly place = PLACE;
  readonly books: ChannelBooks;
  readonly #world: ChannelWorld;
  readonly #watch: ChannelWatch;
  #downUntil = 0;

  constructor(world: ChannelWorld, watch: ChannelWatch) {
    this.#world = world;
    this.#watch = watch;
    this.books = new ChannelBooks(world.time, world.dice, CHANNEL_TIMES.visibilityDelayMs);
  }

  /** The way to it, for whichever process asks. */
  channel(): Channel {
    const { books } = this;
    return {
      ...{ channelId: CHANNEL_ID, times: CHANNEL_TIMES },
      pay: (payment, signal) => this.#call("pay", payment, signal, () => books.pay(payment)),
      query: (ref, signal) => this.#call("query", ref, signal, () => books.query(ref)),
      reverse: (ref, signal) => this.#call("reverse", ref, signal, () => books.reverse(ref)),
      refund: (refund, signal) => this.#call("refund", refund, signal, () => books.refund(refund)),
      queryRefund: (refund, signal) => this.#call("queryRefund", refund, signal, () => books.queryRefund(refund)),
    };
  }

  /** It breaks down, and comes back with its books as they are. */
  breakDown(): void {
    const { time, dice } = this.#world;
    this.#downUntil = time.now + dice.exponential(20_000);
  }

  #call<Answer extends { readonly result: string }>(
    call: Call,
    ref: ChannelPaymentRef,
    signal: AbortSignal,
    work: () => Answer,
  ): Promise<Answer | typeof UNKNOWN> {
    const { network, time, dice, weather } = this.#world;
    const { attemptId } = ref;
    this.#watch.asked(call, attemptId, ref);
    const from: Endpoint = { place: "payments", mortal: whoRuns.getStore() as Mortal };
    const trouble = weather().channelTrouble;
    return new Promise((resolve) => {
      const hear = (answer: Answer | typeof UNKNOWN): void => {
        if (!signal.aborted) this.#watch.heard(call, attemptId, answer.result);
        resolve(answer);
      };
      const arrive = (): void => {
        if (time.now < this.#downUntil) return;
        const answer = work();
        const said = dice.chance(trouble / 2) ? UNKNOWN : answer;
        if (dice.chance(trouble / 2)) return;
        network.send(`${call} answered`, this, from, () => hear(said));
      };
      signal.addEventListener("abort", () => resolve(UNKNOWN));
      // Somebody on the way has kept it for a minute or two.
      if (dice.chance(trouble / 4))
        whoRuns.exit(() => time.plan(`${call} is held up`, dice.between(3_000, 140_000), arrive));
      else if (!dice.chance(trouble / 4)) network.send(`channel ${call}`, from, this, arrive);
    });
  }
}
