/** Goal: an event carries its trace from the commit into every consumer. Method: spans recorded in memory around a real relay. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace";
import { sendTick, tallyTicks } from "../harness/ticks.ts";
import { openStore } from "../store/open-store.ts";
import { createLogger } from "../telemetry/logger.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { currentTraceparent, withSpan } from "../telemetry/spans.ts";
import { startTracing, type Tracing } from "../telemetry/tracing.ts";
import { systemClock } from "../time/clock.ts";
import { createOutbox } from "./outbox.ts";
import { startEvents } from "./start-events.ts";

const exporter = new InMemorySpanExporter();
let tracing: Tracing;

beforeEach(async () => {
  tracing = await startTracing({ service: "test", exporter });
});
afterEach(() => tracing.stop());

test("the consumer's span continues the trace of the call that committed the event, and hands it on", async () => {
  const store = await openStore({ name: "ticks" });
  const handedOn: string[] = [];
  const consumer = tallyTicks(store, "stock");
  const events = await startEvents({
    services: [
      {
        name: "ticks",
        store,
        listeners: [],
        consumers: [
          {
            ...consumer,
            handle: async (payload, context) => {
              handedOn.push(context.traceparent);
              await consumer.handle(payload, context);
            },
          },
        ],
      },
    ],
    clock: systemClock,
    log: createLogger({ level: "silent", nodeId: "test" }),
    metrics: createMetrics(),
  });
  await withSpan("the call", "server", {}, () =>
    sendTick(store, createOutbox(store, "ticks"), 1, systemClock.now(), currentTraceparent()),
  );
  await withSpan("another call", "server", {}, () => events.drain());
  await events.stop();
  await store.close();

  const spans = exporter.getFinishedSpans();
  const call = spans.find(({ name }) => name === "the call")!.spanContext();
  const consumed = spans.find(({ name }) => name === "ticks.tick.counted → ticks.stock")!;
  expect(consumed.parentSpanContext?.spanId).toBe(call.spanId);
  expect(consumed.spanContext().traceId).toBe(call.traceId);
  expect(handedOn).toEqual([`00-${call.traceId}-${consumed.spanContext().spanId}-01`]);
});
