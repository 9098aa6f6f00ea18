import { chance } from "../time/chance.ts";

/** The bounds within which events are relayed and consumed. */
export interface EventSettings {
  /** How often a consumer tries an event before it becomes a dead letter. */
  readonly maxTries: number;
  /** Wait before the second try; each further wait is four times as long, up to `maxDelayMs`, of which half is chance. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** How many events one consumer handles at once on one node. */
  readonly concurrency: number;
  /** How many events one outbox has under way before it reads further ones. */
  readonly window: number;
  /** How many failed events one outbox keeps waiting for a further try, beside the window. */
  readonly parked: number;
  /** How many rows are read, published or deleted at once. */
  readonly batch: number;
  /** The safety net: how often an outbox is looked through for rows that no signal announced. */
  readonly sweepMs: number;
  /** How long a node may be silent about an event before another node gets it. A try under way says every third of it that it is alive. */
  readonly ackWaitMs: number;
  /** How long JetStream may leave a request unanswered. */
  readonly ackTimeoutMs: number;
  /** How long JetStream keeps an event for consumers that are yet to come. */
  readonly streamAgeMs: number;
  /** How many servers of a NATS cluster hold each stream. */
  readonly streamReplicas: number;
}

export const defaultSettings: EventSettings = {
  maxTries: 8,
  firstDelayMs: 200,
  maxDelayMs: 60_000,
  concurrency: 16,
  window: 512,
  parked: 4096,
  batch: 128,
  sweepMs: 5_000,
  ackWaitMs: 15_000,
  ackTimeoutMs: 5_000,
  streamAgeMs: 7 * 24 * 3600 * 1000,
  streamReplicas: 1,
};

/** The wait after the try with that number (1 = the first) failed. `luck` is 0 … 1. */
export const delayAfter = (tryNumber: number, settings: EventSettings, luck = chance()): number => {
  const full = Math.min(settings.maxDelayMs, settings.firstDelayMs * 4 ** (tryNumber - 1));
  return Math.round(full * (0.5 + luck / 2));
};
