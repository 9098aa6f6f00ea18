import type { Event } from "../../proto/gen/paywindow/common/v1/event.ts";
import type { Store } from "../store/open-store.ts";
import { findRow, insertRow } from "../store/rows.ts";
import { currentTraceparent, withSpan } from "../telemetry/spans.ts";
import { type Clock, systemClock } from "../time/clock.ts";
import type { EventConsumer } from "./event.ts";
import { inboxModel } from "./inbox-model.ts";

/** A durable consumer with the service that it belongs to: the group `<service>.<name>`. */
export interface ConsumerGroup {
  readonly service: string;
  readonly store: Store;
  readonly consumer: EventConsumer;
}

export const groupNameOf = ({ service, consumer }: ConsumerGroup): string => `${service}.${consumer.name}`;

/** What became of an event at a consumer: its effect is committed, was committed before, or there is none as it is not the consumer's business. */
export type Consumption = "consumed" | "duplicate" | "skipped";

/**
 * Hands an event to a consumer, in one transaction of the consumer's store with the mark that it was consumed (P29, P32): however often the event comes,
 * its effect is committed once. Throws what the handler throws; then nothing is written.
 */
export const consumeOnce = (group: ConsumerGroup, event: Event, clock: Clock): Promise<Consumption> => {
  const { service, store, consumer } = group;
  const inbox = inboxModel(store.connection);
  const mark = { _id: `${consumer.name}:${event.eventId}` };
  const attributes = { "paywindow.consumer": groupNameOf(group), "messaging.message.id": event.eventId };
  return withSpan(
    `${event.type} → ${service}.${consumer.name}`,
    "consumer",
    { traceparent: event.traceparent, attributes },
    async () => {
      const payload = consumer.codec.decode(event.payload);
      if (consumer.concerns?.(payload) === false) return "skipped";
      return store.transaction<Consumption>(async (session) => {
        if (await findRow(inbox, mark, session)) return "duplicate";
        await insertRow(inbox, { ...mark, storedAt: systemClock.now() }, session);
        await consumer.handle(payload, {
          eventId: event.eventId,
          eventTime: event.eventTime ?? clock.now(),
          now: clock.now(),
          traceparent: currentTraceparent() ?? event.traceparent,
          session,
        });
        return "consumed";
      });
    },
  );
};
