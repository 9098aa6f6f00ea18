import { type BrokerOptions, ServiceBroker } from "moleculer";
import { remoteCodec } from "../contract/remote-codec.ts";
import { ReasonError } from "../errors/reason.ts";
import type { Logger } from "../telemetry/logger.ts";

export interface BrokerSettings {
  readonly nodeId: string;
  /** Absent: no transporter, everything runs in this process. */
  readonly natsUrl?: string;
  /** The node's own gRPC server as others reach it, `host:port`; others find it in the registry. */
  readonly grpcAddress?: string;
  readonly log: Logger;
  /** For tests: another transporter or namespace. */
  readonly overrides?: Partial<BrokerOptions>;
}

/** Calls that may run at once per action before others wait, and how many may wait before they are refused. */
const BULKHEAD = { enabled: true, concurrency: 256, maxQueueSize: 4096 };

/** How long a stopping node waits for the calls that it is answering. */
const DRAIN_MS = 10_000;

/** A failure of the other side or of the way to it, as against an answer that happens to be a refusal. */
const isOutage = (error: unknown): boolean =>
  error instanceof ReasonError
    ? ["UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL"].includes(error.row.code)
    : !(error instanceof Error) || ["RequestTimeoutError", "RequestRejectedError"].includes(error.name);

/** Whether the same call may be sent again: its reason says so, or it never reached a node. Calls without a key carry `retries: 0`. */
const mayRetry = (error: unknown): boolean =>
  error instanceof ReasonError
    ? error.row.retryable && error.row.code === "UNAVAILABLE"
    : error instanceof Error && ["RequestRejectedError", "ServiceNotAvailableError"].includes(error.name);

const transport = (natsUrl: string): Partial<BrokerOptions> => ({
  transporter: { type: "NATS", options: { url: natsUrl, noAsyncTraces: true, maxReconnectAttempts: -1 } },
  serializer: "CBOR",
});

/** Moleculer's own lines go to the node's log from warnings up, or less where the node logs less. */
const brokerLogger = (log: Logger) => (_level: string, bindings: object) =>
  log.child({ ...bindings }, { level: log.levelVal > log.levels.values["warn"]! ? log.level : "warn" });

/** The Moleculer broker of a node: local without NATS, else balanced calls over NATS with CBOR, circuit breaker, bulkhead and bounded retries. */
export const createBroker = (settings: BrokerSettings): ServiceBroker =>
  new ServiceBroker({
    namespace: "paywindow",
    nodeID: settings.nodeId,
    metadata: settings.grpcAddress ? { grpcAddress: settings.grpcAddress } : {},
    logger: { type: "Pino", options: { createLogger: brokerLogger(settings.log) } },
    logLevel: "warn",
    ...(settings.natsUrl ? transport(settings.natsUrl) : {}),
    middlewares: [remoteCodec],
    // The typed client gives every call the time that its deadline leaves.
    requestTimeout: 5_000,
    retryPolicy: { enabled: true, retries: 0, delay: 50, maxDelay: 500, factor: 2, check: mayRetry },
    circuitBreaker: {
      enabled: settings.natsUrl !== undefined,
      threshold: 0.5,
      windowTime: 10,
      minRequestCount: 20,
      halfOpenTime: 2_000,
      check: isOutage,
    },
    bulkhead: BULKHEAD,
    tracking: { enabled: true, shutdownTimeout: DRAIN_MS },
    registry: { strategy: "RoundRobin", preferLocal: true },
    heartbeatInterval: 2,
    heartbeatTimeout: 6,
    contextParamsCloning: false,
    validator: false,
    internalServices: false,
    skipProcessEventRegistration: true,
    metrics: false,
    tracing: false,
    hotReload: false,
    ...settings.overrides,
  });
