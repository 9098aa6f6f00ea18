import type { FastifyReply, FastifyRequest } from "fastify";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import { ReasonError } from "../../kernel/errors/reason.ts";
import type { Logger } from "../../kernel/telemetry/logger.ts";
import { gatewayReasons } from "../errors.ts";
import { LANGUAGE_TAGS, languageOf } from "./language.ts";
import { problemHeaders, problemOf, toReasonError } from "./problem.ts";
import { headerOf, traceIdOf } from "./trace.ts";

/** What fastify finds wrong before a route runs, by its error codes. */
const OF_FASTIFY: Readonly<Record<string, () => ReasonError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => commonReasons.error("REQUEST_TOO_LARGE"),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => gatewayReasons.error("MEDIA_TYPE_UNSUPPORTED"),
};

const reasonOf = (error: unknown): ReasonError => {
  if (error instanceof ReasonError) return error;
  const { code = "", statusCode = 500 } = error as { code?: string; statusCode?: number };
  const known = OF_FASTIFY[code];
  if (known) return known();
  return statusCode >= 400 && statusCode < 500 ? gatewayReasons.error("HTTP_MALFORMED") : toReasonError(error);
};

/** Answers with a problem (RFC 9457) in the caller's language. What is our own fault is logged with its cause, under the trace id that the caller sees. */
export const sendProblem = (
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Logger,
): FastifyReply => {
  const reason = reasonOf(error);
  const language = languageOf(headerOf(request, "accept-language"));
  const problem = problemOf(reason, language, traceIdOf(request, reply));
  if (problem.status >= 500)
    log.error(
      { err: reason.cause ?? reason, reason: reason.reason, route: request.routeOptions.url, traceId: problem.traceId },
      "a request failed",
    );
  return reply
    .code(problem.status)
    .headers({ ...problemHeaders(reason), "content-language": LANGUAGE_TAGS[language], vary: "accept-language" })
    .send(JSON.stringify(problem));
};
