import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "@grpc/grpc-js";
import type { ServiceDefinition } from "../contract/contract.ts";
import type { Listener } from "./listener.ts";
import type { Health } from "./standard-services.ts";

interface Drain {
  readonly server: Server;
  readonly listener: Listener;
  readonly health: Health;
  readonly definitions: readonly ServiceDefinition[];
  /** Counts the calls at work. */
  readonly desk: { readonly inFlight: number };
  readonly graceMs: number;
}

const POLL_MS = 10;
/** What the last answers get to leave the process, where streams that have no end (health watches) keep connections open. */
const FLUSH_MS = 100;

/** Resolves when no call is at work any more and the last answers had time to leave; rejects when told to stop first. */
const idle = async (desk: Drain["desk"], signal: AbortSignal): Promise<void> => {
  while (desk.inFlight > 0) await sleep(POLL_MS, undefined, { signal });
  await sleep(FLUSH_MS, undefined, { signal });
};

/**
 * Tells every peer to go elsewhere (health, GOAWAY), waits for the calls at work, and closes what is left. Never rejects. tryShutdown is asked only for the
 * GOAWAY: on Node 24 it calls back while calls are still at work.
 */
export const drainServer = async (drain: Drain): Promise<void> => {
  const { server, listener, health, definitions, desk, graceMs } = drain;
  for (const { fullName } of definitions) health.setServing(fullName, false);
  const allClosed = listener.stop();
  server.tryShutdown(() => {});
  const waiting = new AbortController();
  const grace = sleep(graceMs, undefined, { signal: waiting.signal }).catch(() => {});
  await Promise.race([allClosed, idle(desk, waiting.signal).catch(() => {}), grace]);
  waiting.abort();
  server.forceShutdown();
  listener.breakOff();
  await allClosed;
};
