import { type BrokerOptions, ServiceBroker } from "moleculer";
import { remoteCodec } from "../contract/remote-codec.ts";
import { ReasonError } from "../errors/reason.ts";
import type { Logger } from "../telemetry/logger.ts";
import { MeshTransporter } from "./mesh-transporter.ts";

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

/**
 * What counts against a node: that it went away while it worked, or that it failed inside. A node that passes on that another is away is well; a circuit that it opened
 * would name the wrong service to callers.
 */
const isOutage = (error: unknown): boolean =>
  error instanceof ReasonError
    ? error.row.code === "INTERNAL"
    : error instanceof Error && error.name === "RequestRejectedError";

/** A node may start before the server and comes back after every break; a line that is cut without being closed is noticed by pings. */
const transport = (natsUrl: string): Partial<BrokerOptions> => ({
  transporter: new MeshTransporter({
    url: natsUrl,
    noAsyncTraces: true,
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    pingInterval: 5_000,
    maxPingOut: 2,
  }),
  serializer: "CBOR",
});

/** Moleculer's own lines go to the node's log from warnings up, or less where the node logs less. */
const brokerLogger = (log: Logger) => (_level: string, bindings: object) =>
  log.child({ ...bindings }, { level: log.levelVal > log.levels.values["warn"]! ? log.level : "warn" });

const isAmongOthers = ({ natsUrl, overrides }: BrokerSettings): boolean =>
  natsUrl !== undefined || overrides?.transporter !== undefined;

/** The Moleculer broker of a node: local without NATS, else balanced calls over NATS with CBOR, circuit breaker and bulkhead. */
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
    // The typed client sends again what may be, by either door.
    retryPolicy: { enabled: false },
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
    // A leaving node waits until the others have heard of it; without others it waits for nobody.
    registry: { strategy: "RoundRobin", preferLocal: true, stopDelay: isAmongOthers(settings) ? 100 : 0 },
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
