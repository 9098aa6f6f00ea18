/** The goal: a trace goes through every hop, recorded or not, and tells no secrets. The method: an exporter in memory. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { SpanStatusCode } from "@opentelemetry/api";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace";
import { commonReasons } from "../errors/common-reasons.ts";
import { currentTraceId, currentTraceparent, isRecording, traceparentOf, withSpan } from "./spans.ts";
import { startTracing, type Tracing } from "./tracing.ts";

const PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const SHAPE = /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/;

const running: Tracing[] = [];
const start = async (exporter?: InMemorySpanExporter): Promise<Tracing> => {
  const tracing = await startTracing({ service: "test", nodeId: "node-1", exporter });
  running.push(tracing);
  return tracing;
};
afterEach(async () => {
  for (const tracing of running.splice(0)) await tracing.stop();
});

const recorded = async (work: () => Promise<unknown>) => {
  const exporter = new InMemorySpanExporter();
  await start(exporter);
  await work();
  return exporter.getFinishedSpans();
};

describe("recording", () => {
  test("children hang under their parents across awaits, and under the remote parent", async () => {
    const spans = await recorded(() =>
      withSpan("outer", "server", { traceparent: PARENT }, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        await withSpan("inner", "client", {}, () => undefined);
      }),
    );
    const [inner, outer] = spans;
    expect(spans.map(({ name }) => name)).toEqual(["inner", "outer"]);
    expect(outer?.parentSpanContext?.spanId).toBe("b7ad6b7169203331");
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(inner?.spanContext().traceId).toBe("0af7651916cd43dd8448eb211c80319c");
  });

  test("the header of a span makes the next hop its child", async () => {
    let header = "";
    const [outer] = await recorded(() =>
      withSpan("outer", "server", {}, (span) => {
        header = traceparentOf(span);
        expect(currentTraceparent()).toBe(header);
        expect(isRecording()).toBe(true);
      }),
    );
    expect(header).toBe(`00-${outer?.spanContext().traceId}-${outer?.spanContext().spanId}-01`);
  });

  test("a malformed header begins a new trace", async () => {
    const [span] = await recorded(() => withSpan("x", "server", { traceparent: "00-zz-zz-01" }, () => undefined));
    expect(span?.parentSpanContext).toBeUndefined();
  });

  test("a refusal is noted by its reason and is no failure; ours are failures, and no text of theirs is kept", async () => {
    const refuse = () => {
      throw commonReasons.error("CALLER_NOT_ALLOWED", { metadata: { who: "hunter2" } });
    };
    const fail = () => {
      throw new TypeError("password=hunter2");
    };
    const [refused, failed] = await recorded(async () => {
      await expect(withSpan("refused", "server", {}, refuse)).rejects.toMatchObject({ reason: "CALLER_NOT_ALLOWED" });
      await expect(withSpan("failed", "server", {}, fail)).rejects.toBeInstanceOf(TypeError);
    });
    expect(refused?.attributes).toEqual({ "error.type": "CALLER_NOT_ALLOWED" });
    expect(refused?.status.code).toBe(SpanStatusCode.UNSET);
    expect(failed?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(JSON.stringify([failed?.attributes, failed?.events, refused?.events])).not.toContain("hunter2");
  });

  test("attributes are scrubbed", async () => {
    const attributes = { note: "code 281234567812345678", count: 2 };
    const [span] = await recorded(() => withSpan("x", "internal", { attributes }, () => undefined));
    expect(span?.attributes).toEqual({ note: "code [redacted]", count: 2 });
  });

  test("nodes of one process share tracing until the last one stops", async () => {
    const exporter = new InMemorySpanExporter();
    const first = await start(exporter);
    const second = await start();
    await second.stop();
    await withSpan("still", "internal", {}, () => undefined);
    expect(exporter.getFinishedSpans()).toHaveLength(1);
    await first.stop();
    await withSpan("no more", "internal", {}, (span) => expect(span.isRecording()).toBe(false));
  });
});

describe("without a destination", () => {
  test("work runs under its parent's trace, or under one of its own", async () => {
    await start();
    await withSpan("x", "server", { traceparent: PARENT }, () => expect(currentTraceparent()).toBe(PARENT));
    await withSpan("outer", "server", {}, async () => {
      const traceId = currentTraceId();
      expect(currentTraceparent()).toMatch(SHAPE);
      expect(isRecording()).toBe(false);
      await withSpan("inner", "client", {}, () => expect(currentTraceId()).toBe(traceId));
    });
  });

  test("before tracing was started, spans still have headers", async () => {
    await withSpan("x", "server", { traceparent: PARENT }, (span) => expect(traceparentOf(span)).toBe(PARENT));
    expect(currentTraceparent()).toMatch(SHAPE);
  });
});
