import type { FastifyInstance } from "fastify";

/** GET /demo-day, for every visitor of the start page: how the day goes; 204 and nothing where none is played. */
export const serveDemoDay = (server: FastifyInstance, latest: () => unknown = () => undefined): void => {
  server.get("/demo-day", async (_request, reply) => {
    const totals = latest();
    reply.header("cache-control", "no-store");
    return totals === undefined ? reply.code(204).send() : totals;
  });
};
