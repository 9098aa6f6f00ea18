import { plusMs } from "../../../kernel/time/clock.ts";
import { CHANNEL_IDS, type ChannelId } from "../config.ts";

/** What can go wrong with a request. A request meets one of them at most. */
export const FAULT_KINDS = [
  "delay",
  "dropRequest",
  "dropAnswer",
  "duplicate",
  "reorder",
  "lateAnswer",
  "wrongAmount",
  "badSignature",
  "garbage",
  "serverError",
  "accepted",
  "hidden",
  "crashBefore",
  "crashAfter",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** How badly a party behaves: of a thousand requests so many meet each fault. */
export interface FaultPlan {
  readonly seed: number;
  readonly rates: Readonly<Record<FaultKind, number>>;
  readonly delayMs: number;
  readonly lateMs: number;
}

/** The fault that a request meets, with the times of its plan. */
export interface Fault {
  readonly kind: FaultKind;
  readonly delayMs: number;
  readonly lateMs: number;
}

/** How long the fault `hidden` keeps an order from queries: less than every channel's visibility delay. */
const HIDDEN_MS = 2_000;

/** Mulberry32: numbers from 0 up to 1 that a seed of 32 bits determines. */
const numbersOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The faults of a plan, request by request. */
export const faultsOf = ({ seed, rates, delayMs, lateMs }: FaultPlan): (() => Fault | undefined) => {
  const draw = numbersOf(seed);
  return () => {
    let rest = draw() * 1_000;
    const kind = FAULT_KINDS.find((candidate) => {
      rest -= rates[candidate];
      return rest < 0;
    });
    return kind && { kind, delayMs, lateMs };
  };
};

/** The parties' behaviour on this node; it is kept in memory, so a new process behaves. */
export interface FaultPlans {
  set(channelIds: readonly ChannelId[], plan: FaultPlan): void;
  /** What the channel's next request meets. */
  next(channelId: ChannelId): Fault | undefined;
  /** Keeps an order from queries for a while. */
  hide(orderId: string, now: Date): void;
  isHidden(orderId: string, now: Date): boolean;
}

export const faultPlans = (): FaultPlans => {
  const plans = new Map<ChannelId, () => Fault | undefined>();
  const hiddenUntil = new Map<string, Date>();
  const isHidden = (orderId: string, now: Date): boolean => {
    const until = hiddenUntil.get(orderId);
    if (until && until <= now) hiddenUntil.delete(orderId);
    return until !== undefined && until > now;
  };
  return {
    set: (channelIds, plan) => {
      // Each party has a sequence of its own, so that one's traffic does not shift another's faults.
      for (const channelId of channelIds)
        plans.set(channelId, faultsOf({ ...plan, seed: plan.seed + CHANNEL_IDS.indexOf(channelId) }));
    },
    next: (channelId) => plans.get(channelId)?.(),
    hide: (orderId, now) => void hiddenUntil.set(orderId, plusMs(now, HIDDEN_MS)),
    isHidden,
  };
};
