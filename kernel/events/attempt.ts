import type { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Clock } from "../time/clock.ts";
import { type ConsumerGroup, consumeOnce, groupNameOf } from "./consume-once.ts";
import { keepDeadLetter } from "./dead-letters.ts";
import type { EventMeter } from "./event-meter.ts";
import type { EventSettings } from "./settings.ts";

/** What every part that relays or consumes events on a node shares. */
export interface EventParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter: EventMeter;
  readonly settings: EventSettings;
  /** Aborted when the node stops: waits end, tries under way are finished. */
  readonly signal: AbortSignal;
}

/**
 * One try of an event at a consumer; the last one that fails stores the event as a dead letter. Answers whether the event is settled: consumed, known, or
 * stored. Otherwise it is to be tried again, after `delayAfter(tryNumber)`.
 */
export const attempt = async (
  group: ConsumerGroup,
  event: Event,
  tryNumber: number,
  parts: EventParts,
): Promise<boolean> => {
  const { clock, meter, log, settings } = parts;
  // Beyond the last try there was no failure to act on: the process died in it, and must not die of this event for ever.
  if (tryNumber > settings.maxTries)
    return bury(group, event, { tries: tryNumber, error: new UnansweredError() }, parts);
  try {
    meter.tried(group, await consumeOnce(group, event, clock));
    return true;
  } catch (error) {
    meter.tried(group, "failed");
    log.warn({ ...factsOf(group, event), tries: tryNumber, err: error }, "an event consumer failed");
    if (tryNumber < settings.maxTries) return false;
    return bury(group, event, { tries: tryNumber, error }, parts);
  }
};

/** No try came to an end: the process died in each, or its dead letter could not be stored. */
class UnansweredError extends Error {
  override readonly name = "UnansweredError";

  constructor() {
    super("no try came to an end");
  }
}

const bury = async (
  group: ConsumerGroup,
  event: Event,
  failure: { tries: number; error: unknown },
  { clock, meter, log }: EventParts,
): Promise<boolean> => {
  const facts = { ...factsOf(group, event), tries: failure.tries };
  try {
    await keepDeadLetter(group, event, { ...failure, now: clock.now() });
    meter.tried(group, "dead_lettered");
    log.error(facts, "an event became a dead letter; it is kept until it is replayed");
    return true;
  } catch (error) {
    log.error({ ...facts, err: error }, "a dead letter could not be stored; the event stays where it is");
    return false;
  }
};

const factsOf = (group: ConsumerGroup, event: Event) => ({
  consumer: groupNameOf(group),
  eventId: event.eventId,
  type: event.type,
});
