import { trace } from "@opentelemetry/api";
import { type DestinationStream, type Logger as PinoLogger, pino } from "pino";
import { ReasonError } from "../errors/reason.ts";
import { scrubLine, scrubValue } from "./scrub.ts";

/** pino's logger, with trace ids on every line and the redaction of kernel/telemetry. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: "debug" | "info" | "warn" | "error" | "silent";
  /** What runs here, where one service does; a node of several names the service in child loggers. */
  readonly service?: string;
  readonly nodeId: string;
  /** Where lines go; default: standard output. */
  readonly destination?: DestinationStream;
}

/** An error as operators need it: no own properties, which may hold the values of a request (a store's keyValue, a parser's input). */
const describeError = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error)) return scrubValue(error);
  const code = "code" in error && ["string", "number"].includes(typeof error.code) ? { code: error.code } : {};
  const reason = error instanceof ReasonError ? { fields: error.fields.map(({ field }) => field) } : {};
  const cause = error.cause !== undefined && depth < 4 ? { cause: describeError(error.cause, depth + 1) } : {};
  return { type: error.name, message: error.message, stack: error.stack, ...code, ...reason, ...cause };
};

const describeEntry = (entry: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(scrubValue(entry) as Record<string, unknown>).map(([name, value]) => [
      name,
      value instanceof Error ? describeError(value) : value,
    ]),
  );

/** The ids that join a line to its trace. */
const traceIds = (): Record<string, string> => {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { traceId: span.traceId, spanId: span.spanId } : {};
};

/**
 * The node's logger: one JSON line per entry. Secrets are taken out twice: by name from the logged values, and from the finished line, which also covers
 * messages and the bindings of child loggers.
 */
export const createLogger = (options: LoggerOptions): Logger =>
  pino(
    {
      level: options.level,
      base: options.service ? { service: options.service, nodeId: options.nodeId } : { nodeId: options.nodeId },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: describeEntry },
      serializers: { err: (value) => (value instanceof Error ? describeError(value) : value) },
      mixin: traceIds,
      hooks: { streamWrite: scrubLine },
    },
    options.destination ?? pino.destination({ fd: 1, sync: false }),
  );
