import { type ContextManager, context, DiagLogLevel, diag, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import type { SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Logger } from "./logger.ts";

export interface TracingOptions {
  /** `service.name` of the spans of this process. */
  readonly service: string;
  readonly nodeId?: string;
  /** An OTLP/HTTP collector, such as http://localhost:4318. Without it (and without `exporter`) nothing is recorded. */
  readonly otlpEndpoint?: string;
  /** Takes every span as it ends, instead of the collector. For tests. */
  readonly exporter?: SpanExporter;
  /** Told when spans cannot be delivered. */
  readonly log?: Logger;
}

export interface Tracing {
  /** Sends what is recorded; the last one to stop takes tracing down. Never rejects: a lost trace is no reason to fail. */
  stop(): Promise<void>;
}

/** OpenTelemetry's registrations are the process's, so the nodes of one process (tests) share them. */
interface Shared {
  readonly manager: ContextManager;
  users: number;
  provider?: TracerProvider;
}
let shared: Shared | undefined;

const register = (): Shared => {
  const manager = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(manager);
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return { manager, users: 0 };
};

/** The SDK is loaded only where spans are recorded: it costs memory and start-up time. */
const makeProvider = async (options: TracingOptions): Promise<TracerProvider> => {
  const sdk = await import("@opentelemetry/sdk-trace");
  const { resourceFromAttributes } = await import("@opentelemetry/resources");
  const resource = resourceFromAttributes({ "service.name": options.service, "service.instance.id": options.nodeId });
  if (options.exporter) {
    const processor = new sdk.SimpleSpanProcessor({ exporter: options.exporter });
    return new sdk.TracerProvider({ resource, spanProcessors: [processor] });
  }
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-http");
  const exporter = new OTLPTraceExporter({ url: new URL("/v1/traces", options.otlpEndpoint).href });
  return new sdk.TracerProvider({ resource, spanProcessors: [new sdk.BatchSpanProcessor({ exporter })] });
};

/** Names the trouble, not the payload: a diagnostic may quote the answer of whatever listens at the endpoint. */
const reportTrouble = (log: Logger): void => {
  const warn = (message: string) => log.warn({ library: "opentelemetry" }, message.slice(0, 300));
  const quiet = () => {};
  diag.setLogger({ error: warn, warn, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);
};

const takeDown = async (state: Shared): Promise<void> => {
  shared = undefined;
  trace.disable();
  context.disable();
  propagation.disable();
  diag.disable();
  await state.provider?.shutdown();
};

/**
 * Turns on trace context for the process, and recording where there is somewhere to send the spans. Called once per node; nodes of one process share it, and
 * the first to name a destination sets it.
 */
export const startTracing = async (options: TracingOptions): Promise<Tracing> => {
  shared ??= register();
  const state = shared;
  state.users += 1;
  if (!state.provider && (options.exporter || options.otlpEndpoint)) {
    if (options.log) reportTrouble(options.log);
    state.provider = await makeProvider(options);
    trace.setGlobalTracerProvider(state.provider);
  }
  let stopped = false;
  return {
    stop: async () => {
      if (stopped) return;
      stopped = true;
      state.users -= 1;
      const last = state.users === 0;
      await (last ? takeDown(state) : state.provider?.forceFlush())?.catch((error: unknown) =>
        options.log?.warn({ err: error }, "spans could not be delivered"),
      );
    },
  };
};
