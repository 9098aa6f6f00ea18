import type { FastifyInstance } from "fastify";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import type { Desk } from "../call/desk.ts";
import type { Pages } from "../pages/serve-pages.ts";
import { sendProblem } from "./send-problem.ts";

/** Answers what has no route: a page of the pages' own router, a known path by another method, or nothing of ours. */
export const serveTheRest = (server: FastifyInstance, { contracts, node }: Desk, pages: Pages): void => {
  const methods = new Map(contracts.routes.map(({ path, httpMethod }) => [path, httpMethod]));
  server.setNotFoundHandler((request, reply) => {
    if (pages.answer(request, reply)) return reply;
    const allowed = methods.get(request.url.split("?", 1)[0] ?? "");
    if (allowed) reply.header("allow", allowed);
    const error = commonReasons.error(allowed ? "METHOD_NOT_ALLOWED" : "ROUTE_NOT_FOUND");
    return sendProblem(error, request, reply, node.log);
  });
};
