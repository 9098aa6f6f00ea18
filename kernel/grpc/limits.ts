import type { ServerOptions } from "@grpc/grpc-js";

/** What one peer, and all peers together, may ask of a gRPC server. */
export interface GrpcLimits {
  /** Bytes of a request. */
  readonly maxRequestBytes: number;
  /** Bytes of an answer. */
  readonly maxResponseBytes: number;
  /** How long a call may take that names no deadline. */
  readonly defaultDeadlineMs: number;
  /** The longest deadline that a caller gets, whatever it asks for. */
  readonly maxDeadlineMs: number;
  /** How long a request may take to arrive once its headers are there (slow loris). */
  readonly requestArrivalMs: number;
  /** Calls at work at once, over all connections; more are refused as RATE_LIMITED. */
  readonly maxConcurrentCalls: number;
  /** Calls at once on one connection. */
  readonly maxConcurrentStreams: number;
  /** Open connections; more are dropped. */
  readonly maxConnections: number;
  /** A connection without calls is closed after this time; it also ends connections that never speak. */
  readonly maxIdleMs: number;
  /** A connection is renewed after this time, so that balancers can move it. */
  readonly maxConnectionAgeMs: number;
  /** Memory of one connection, MB. */
  readonly maxSessionMemoryMb: number;
}

export const DEFAULT_LIMITS: GrpcLimits = {
  maxRequestBytes: 256 * 1024,
  maxResponseBytes: 4 * 1024 * 1024,
  defaultDeadlineMs: 5_000,
  maxDeadlineMs: 60_000,
  requestArrivalMs: 10_000,
  maxConcurrentCalls: 1_000,
  maxConcurrentStreams: 200,
  maxConnections: 1_000,
  maxIdleMs: 5 * 60_000,
  maxConnectionAgeMs: 30 * 60_000,
  maxSessionMemoryMb: 64,
};

const KEEPALIVE_MS = 30_000;
const KEEPALIVE_TIMEOUT_MS = 10_000;

/**
 * The limits that the transport itself keeps. It lets twice the request limit in, so that what is a little too large gets a reason and not only a bare
 * RESOURCE_EXHAUSTED. Headers are held to Node's 64 KiB and 128 pairs.
 */
export const transportOptions = (limits: GrpcLimits): ServerOptions => ({
  "grpc.max_receive_message_length": limits.maxRequestBytes * 2,
  "grpc.max_send_message_length": limits.maxResponseBytes,
  "grpc.max_concurrent_streams": limits.maxConcurrentStreams,
  "grpc.max_connection_idle_ms": limits.maxIdleMs,
  "grpc.max_connection_age_ms": limits.maxConnectionAgeMs,
  "grpc.max_connection_age_grace_ms": limits.maxDeadlineMs,
  "grpc.keepalive_time_ms": KEEPALIVE_MS,
  "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT_MS,
  "grpc-node.max_session_memory": limits.maxSessionMemoryMb,
  "grpc.enable_channelz": 0,
});
