import { randomBytes } from "node:crypto";
import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { parseTraceParent } from "@opentelemetry/core";
import { ReasonError } from "../errors/reason.ts";
import { scrubText } from "./scrub.ts";

/** The side of a call that a span stands for. */
export type SpanRole = "server" | "client" | "producer" | "consumer" | "internal";

/** Facts about the work: never payment codes, tokens or personal data. */
type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  /** Where the work comes from, when that is not the active span: the W3C header of a call or an event. A malformed one is ignored. */
  readonly traceparent?: string;
  readonly attributes?: SpanAttributes;
}

const KINDS: Readonly<Record<SpanRole, SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

/** Looked up per span, so that tracing may start after this module was loaded; without a provider it makes spans that record nothing. */
const tracer = () => trace.getTracer("paywindow");

const formatTraceparent = (span: SpanContext): string =>
  `00-${span.traceId}-${span.spanId}-${span.traceFlags & TraceFlags.SAMPLED ? "01" : "00"}`;

/** A trace that begins here and is not recorded: it joins the log lines of every node that the work touches. */
const newRoot = (): SpanContext => {
  const ids = randomBytes(24).toString("hex");
  return { traceId: ids.slice(0, 32), spanId: ids.slice(32), traceFlags: TraceFlags.NONE };
};

const parentOf = (traceparent: string | undefined): Context => {
  const active = context.active();
  const remote = traceparent ? parseTraceParent(traceparent) : null;
  if (!remote || trace.getSpanContext(active)?.spanId === remote.spanId) return active;
  return trace.setSpanContext(active, { ...remote, isRemote: true });
};

const safe = (attributes: SpanAttributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === "string" ? scrubText(value) : value]),
  );

/** Adds facts to a span, if it is being recorded. */
const describeSpan = (span: Span, attributes: SpanAttributes): void => {
  if (span.isRecording()) span.setAttributes(safe(attributes));
};

/** Our own failures, as opposed to refusals, which are right answers. */
const FAILURES = new Set(["INTERNAL", "UNAVAILABLE", "DEADLINE_EXCEEDED"]);

const noteError = (span: Span, error: unknown): void => {
  const reason = error instanceof ReasonError ? error.reason : error instanceof Error ? error.name : "unknown";
  span.setAttribute("error.type", reason);
  if (!(error instanceof ReasonError) || FAILURES.has(error.row.code)) span.setStatus({ code: SpanStatusCode.ERROR });
};

const record = async <T>(span: Span, work: (span: Span) => T | Promise<T>): Promise<T> => {
  try {
    return await work(span);
  } catch (error) {
    noteError(span, error);
    throw error;
  } finally {
    span.end();
  }
};

/**
 * Runs work as a span: a child of the given traceparent, else of the active span, else the root of a new trace. While nothing records, the work still runs
 * under a trace id (its parent's, or a new one). Errors pass through; of their texts nothing is recorded.
 */
export const withSpan = async <T>(
  name: string,
  role: SpanRole,
  options: SpanOptions,
  work: (span: Span) => T | Promise<T>,
): Promise<T> => {
  const parent = parentOf(options.traceparent);
  const started = tracer().startSpan(name, { kind: KINDS[role] }, parent);
  const span = isSpanContextValid(started.spanContext()) ? started : trace.wrapSpanContext(newRoot());
  const inside = trace.setSpan(parent, span);
  if (!span.isRecording()) return context.with(inside, async () => work(span));
  if (options.attributes) describeSpan(span, options.attributes);
  return context.with(inside, () => record(span, work));
};

/** Whether the active span is being recorded; where it is not, making child spans is a waste. */
export const isRecording = (): boolean => trace.getActiveSpan()?.isRecording() ?? false;

/** The W3C header that makes others' spans children of this one. */
export const traceparentOf = (span: Span): string => formatTraceparent(span.spanContext());

/** The W3C header of the active span; of a new, unrecorded trace where there is none. */
export const currentTraceparent = (): string => formatTraceparent(trace.getSpanContext(context.active()) ?? newRoot());

/** The trace id of the active span, for the answers that quote it (problem+json's traceId). */
export const currentTraceId = (): string | undefined => trace.getSpanContext(context.active())?.traceId;
