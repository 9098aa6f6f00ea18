import { randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** A header that was sent once, as text. */
export const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
};

/** The trace that an answer quotes: that of its span; before there is one, the caller's, or a new id that finds the log line. */
export const traceIdOf = (request: FastifyRequest, reply: FastifyReply): string => {
  const known = [reply.getHeader("traceresponse"), headerOf(request, "traceparent")].map(
    (header) => TRACEPARENT.exec(String(header))?.[1],
  );
  return known.find(Boolean) ?? randomBytes(16).toString("hex");
};
