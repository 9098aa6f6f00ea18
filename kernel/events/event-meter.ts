import type { Metrics } from "../telemetry/metrics.ts";
import { type ConsumerGroup, type Consumption, groupNameOf } from "./consume-once.ts";

/** What operators see of events. */
export interface EventMeter {
  /** A try of a consumer ended. */
  tried(group: ConsumerGroup, outcome: Consumption | "failed" | "dead_lettered"): void;
  /** An outbox was looked through. `oldestAgeMs`: since the commit of the oldest event that is not consumed by everyone. */
  outboxLag(service: string, rows: number, oldestAgeMs: number): void;
  /** How many events wait for a consumer on this node (in one process) or in its stream (in a mesh). */
  pending(groupName: string, events: number): void;
  deadLetters(service: string, letters: number): void;
}

export const createEventMeter = (metrics: Metrics): EventMeter => {
  const tries = metrics.counter("paywindow_event_tries_total", "Tries of event consumers, by outcome", [
    "consumer",
    "outcome",
  ]);
  const rows = metrics.gauge("paywindow_outbox_rows", "Events not yet consumed by everyone (counted up to a bound)", [
    "service",
  ]);
  const age = metrics.gauge("paywindow_outbox_oldest_seconds", "Age of the oldest event not yet consumed by everyone", [
    "service",
  ]);
  const waiting = metrics.gauge("paywindow_event_pending", "Events waiting for a consumer", ["consumer"]);
  const dead = metrics.gauge("paywindow_dead_letters", "Events that a consumer of the service gave up on", ["service"]);
  return {
    tried: (group, outcome) => tries.inc({ consumer: groupNameOf(group), outcome }),
    outboxLag: (service, count, oldestAgeMs) => {
      rows.set({ service }, count);
      age.set({ service }, oldestAgeMs / 1000);
    },
    pending: (groupName, events) => waiting.set({ consumer: groupName }, events),
    deadLetters: (service, letters) => dead.set({ service }, letters),
  };
};
