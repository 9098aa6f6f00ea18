import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "@grpc/grpc-js";
import type { ServiceDefinition } from "../contract/contract.ts";
import type { Health } from "./health.ts";
import type { Listener } from "./listener.ts";

interface Drain {
  readonly server: Server;
  readonly listener: Listener;
  readonly health: Health;
  readonly definitions: readonly ServiceDefinition[];
  readonly graceMs: number;
}

/**
 * Tells every peer to go elsewhere (health, GOAWAY), waits until the calls at work have ended their connections, and closes what is left. Never rejects. tryShutdown is asked only for the
 * GOAWAY: on Node 24 it calls back while calls are still at work.
 */
export const drainServer = async (drain: Drain): Promise<void> => {
  const { server, listener, health, definitions, graceMs } = drain;
  for (const { fullName } of definitions) health.setServing(fullName, false);
  const allClosed = listener.stop();
  server.tryShutdown(() => {});
  health.endWatches();
  const waiting = new AbortController();
  const grace = sleep(graceMs, undefined, { signal: waiting.signal }).catch(() => {});
  await Promise.race([allClosed, grace]);
  waiting.abort();
  server.forceShutdown();
  listener.breakOff();
  await allClosed;
};
