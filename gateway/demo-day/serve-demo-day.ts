import type { FastifyInstance } from "fastify";

/** GET /demo-day, for every visitor of the start page: how the day goes, 204 before it has begun. Served only where a day is played. */
export const serveDemoDay = (server: FastifyInstance, latest: () => unknown): void => {
  server.get("/demo-day", async (_request, reply) => {
    const totals = latest();
    reply.header("cache-control", "no-store");
    return totals === undefined ? reply.code(204).send() : totals;
  });
};
