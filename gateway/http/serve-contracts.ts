import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { checkIdempotencyKey } from "../../kernel/grpc/call-metadata.ts";
import { currentTraceparent, withSpan } from "../../kernel/telemetry/spans.ts";
import { plusMs } from "../../kernel/time/clock.ts";
import type { Desk } from "../call/desk.ts";
import { parseJsonObject } from "../contract/parse-json.ts";
import type { Route } from "../contract/read-contracts.ts";
import { readQuery } from "../contract/read-query.ts";
import { messageFromJson, messageToJson } from "../contract/transcode.ts";
import type { DoorLimits } from "../limits/door-limits.ts";
import { headerOf } from "./trace.ts";

/** The request's message: a GET's from its query, any other's from its body. */
const readMessage = ({ descriptor, method, httpMethod }: Route, request: FastifyRequest): unknown => {
  const json =
    httpMethod === "GET" || httpMethod === "DELETE"
      ? readQuery(descriptor.input, request.url.split("?").slice(1).join("?"))
      : parseJsonObject((request.body as Buffer | undefined) ?? new Uint8Array());
  return messageFromJson(descriptor.input, method.requestType, json);
};

/** `Request-Timeout: 2.5` in seconds, or the door's own patience. */
const deadlineOf = (request: FastifyRequest, limits: DoorLimits, now: Date): Date => {
  const header = headerOf(request, "request-timeout");
  if (header === undefined) return plusMs(now, limits.deadlineMs);
  const ms = /^\d{1,5}(?:\.\d{1,3})?$/.test(header) ? Number(header) * 1_000 : Number.NaN;
  if (ms > 0 && ms <= limits.maxDeadlineMs) return plusMs(now, ms);
  const most = limits.maxDeadlineMs / 1_000;
  const shape = { en: `seconds, more than 0 and at most ${most}`, zh: `须为大于 0 且不超过 ${most} 的秒数` };
  throw commonReasons.error("REQUEST_INVALID", { fields: [{ field: "request-timeout", ...shape }] });
};

/** Aborted when the caller hangs up before the answer is written. */
const goneSignal = (reply: FastifyReply): AbortSignal => {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
};

const serveCall = async (desk: Desk, route: Route, request: FastifyRequest, reply: FastifyReply) => {
  const traceparent = currentTraceparent();
  reply.headers({ traceresponse: traceparent, "cache-control": "no-store" });
  const { caller } = await desk.admitCaller(desk.rowOf(route.action), headerOf(request, "authorization"), request.ip);
  const { response, replayed } = await desk.performCall({
    ...{ route, caller, traceparent, address: request.ip, request: readMessage(route, request) },
    idempotencyKey: checkIdempotencyKey(headerOf(request, "idempotency-key"), route.method),
    deadline: deadlineOf(request, desk.limits, desk.node.clock.now()),
    signal: goneSignal(reply),
  });
  if (replayed) reply.header("idempotency-replayed", "true");
  const json = messageToJson(route.descriptor.output, route.method.responseType, response, desk.contracts.registry);
  return reply.type("application/json; charset=utf-8").send(json);
};

/** One HTTP route per rpc, from its google.api.http annotation. */
export const serveContracts = (server: FastifyInstance, desk: Desk): void => {
  for (const route of desk.contracts.routes) {
    const name = `${route.httpMethod} ${route.path}`;
    const attributes = {
      "http.request.method": route.httpMethod,
      "http.route": route.path,
      "rpc.method": route.action,
    };
    server.route({
      method: route.httpMethod,
      url: route.path,
      handler: (request, reply) =>
        withSpan(name, "server", { traceparent: headerOf(request, "traceparent"), attributes }, () =>
          serveCall(desk, route, request, reply),
        ),
    });
  }
};
