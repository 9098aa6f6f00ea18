import { Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** How long callers that hold a connection have to hear on it that it ends; whoever is silent for so long finds it closed. */
const FAREWELL_MS = 250;
/** How often connections are looked for that have become idle since. */
const LOOK_EVERY_MS = 50;

const holdsConnections = (server: FastifyInstance): Promise<boolean> =>
  new Promise((resolve) => server.server.getConnections((_error, count) => resolve(count > 0)));

/** Takes no more connections; resolves when the last one has closed. http's own `close` would also break idle ones off, a request on its way or not. */
const stopListening = (server: FastifyInstance): Promise<void> =>
  new Promise((resolve) => void Server.prototype.close.call(server.server, () => resolve()));

/**
 * Makes a server close without breaking a call off: every answer from then on carries `connection: close`, so that callers who keep connections leave by
 * themselves and do not send into one that is being closed. Whoever still holds one after the grace is cut off. Returns how to close it.
 */
export const drainGently = (server: FastifyInstance): ((graceMs: number) => Promise<void>) => {
  let draining = false;
  server.addHook("onSend", async (_request, reply) => {
    if (draining) reply.header("connection", "close");
  });
  return async (graceMs) => {
    draining = true;
    const allClosed = stopListening(server);
    if (await holdsConnections(server)) await pause(FAREWELL_MS);
    const cutOff = setTimeout(() => server.server.closeAllConnections(), graceMs);
    const look = setInterval(() => server.server.closeIdleConnections(), LOOK_EVERY_MS);
    await server.close();
    await allClosed;
    clearTimeout(cutOff);
    clearInterval(look);
  };
};
