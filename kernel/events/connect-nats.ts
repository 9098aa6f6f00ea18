import { setTimeout as sleep } from "node:timers/promises";
import { connect, type NatsConnection } from "nats";
import type { Logger } from "../telemetry/logger.ts";

const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 5_000;

export interface NatsSettings {
  /** One or more servers: `nats://a:4222,nats://b:4222`. */
  readonly url: string;
  /** How the node shows up on the server. */
  readonly name: string;
  readonly log: Logger;
  /** Ends the waiting for a server that is not there. */
  readonly signal?: AbortSignal;
}

/** The URL may carry a user and password. */
const hostsOf = (servers: readonly string[]): string => servers.map((server) => server.replace(/^.*@/, "")).join(", ");

/**
 * A node's NATS connection for events. Waits for a server that is not there yet, and comes back by itself after every break; both are logged, neither
 * throws. @throws when the signal ends the waiting, or the server refuses us (credentials).
 */
export const connectNats = async ({ url, name, log, signal }: NatsSettings): Promise<NatsConnection> => {
  const servers = url.split(",").map((server) => server.trim());
  const options = {
    servers,
    name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    pingInterval: 20_000,
    noAsyncTraces: true,
  };
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MAX_WAIT_MS)) {
    try {
      const connection = await connect(options);
      log.info({ nats: hostsOf(servers) }, "connected to NATS");
      void logStatus(connection, log);
      return connection;
    } catch (error) {
      if (isRefusal(error)) throw error;
      log.warn({ nats: hostsOf(servers), err: error, waitMs }, "NATS is not there; waiting for it");
      await sleep(waitMs, undefined, { signal });
    }
  }
};

const REFUSALS: readonly unknown[] = ["AUTHORIZATION_VIOLATION", "AUTHENTICATION_EXPIRED", "BAD_AUTHENTICATION"];

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && "code" in error && REFUSALS.includes(error.code);

const logStatus = async (connection: NatsConnection, log: Logger): Promise<void> => {
  for await (const { type, data } of connection.status()) {
    if (type === "disconnect") log.warn({ nats: String(data) }, "the connection to NATS broke; reconnecting");
    if (type === "reconnect") log.info({ nats: String(data) }, "reconnected to NATS");
    if (type === "error") log.warn({ nats: String(data) }, "NATS reports an error");
  }
};
