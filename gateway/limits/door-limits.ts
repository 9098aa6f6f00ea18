/** What a caller, or a stranger with a socket, may take of the gateway. Spans in milliseconds, sizes in bytes. */
export interface DoorLimits {
  /** The largest body, compressed or not (the doors do not decompress). */
  readonly bodyBytes: number;
  /** All headers of a request together. */
  readonly headerBytes: number;
  /** From the first byte to the end of the headers. */
  readonly headersTimeoutMs: number;
  /** From the first byte to the end of the body: what stops a slow-loris. */
  readonly requestTimeoutMs: number;
  /** How often Node looks for connections beyond the two timeouts. */
  readonly checkIntervalMs: number;
  /** How long an idle connection is kept. */
  readonly keepAliveMs: number;
  readonly requestsPerSocket: number;
  readonly connections: number;
  /** The deadline of a call that names none, and the furthest that one may name. */
  readonly deadlineMs: number;
  readonly maxDeadlineMs: number;
  readonly liveConnectionsPerCaller: number;
  readonly liveConnections: number;
  /** A live screen that reads slower than it is written to is dropped when this much waits for it. */
  readonly liveBufferBytes: number;
  readonly liveHeartbeatMs: number;
  readonly liveTicketMs: number;
  /** Sign-ins per minute from one address for one login; for all logins together ten times as many. */
  readonly signInsPerMinute: number;
  /** How long calls under way may take once the doors close: as long as a call that names no deadline. */
  readonly closeGraceMs: number;
}

export const defaultLimits: DoorLimits = {
  bodyBytes: 64 * 1024,
  headerBytes: 16 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  checkIntervalMs: 2_000,
  keepAliveMs: 30_000,
  requestsPerSocket: 10_000,
  connections: 4_096,
  deadlineMs: 10_000,
  maxDeadlineMs: 60_000,
  liveConnectionsPerCaller: 8,
  liveConnections: 2_000,
  liveBufferBytes: 64 * 1024,
  liveHeartbeatMs: 15_000,
  liveTicketMs: 30_000,
  signInsPerMinute: 30,
  closeGraceMs: 10_000,
};
