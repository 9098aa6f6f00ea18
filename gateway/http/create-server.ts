import { readFileSync } from "node:fs";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type FastifyInstance, type FastifyServerOptions, fastify } from "fastify";
import type { Config } from "../../kernel/config/config.ts";
import type { Logger } from "../../kernel/telemetry/logger.ts";
import type { Metrics } from "../../kernel/telemetry/metrics.ts";
import type { Desk } from "../call/desk.ts";
import { gatewayReasons } from "../errors.ts";
import type { DoorLimits } from "../limits/door-limits.ts";
import { PROBLEM_TYPE, problemOf, statusOf } from "./problem.ts";
import { securityHeaders } from "./security-headers.ts";
import { sendProblem } from "./send-problem.ts";

/** What Node's HTTP parser finds wrong, by its error codes; everything else is malformed. */
const PARSER_REASONS = {
  HPE_HEADER_OVERFLOW: "HEADERS_TOO_LARGE",
  ERR_HTTP_REQUEST_TIMEOUT: "REQUEST_TOO_SLOW",
} as const;

/** Answers what was never a request, in the default language since none could be read, and closes the connection. */
const answerBrokenConnection = (error: { code?: string }, socket: Socket): void => {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const name = PARSER_REASONS[error.code as keyof typeof PARSER_REASONS] ?? "HTTP_MALFORMED";
  const reason = gatewayReasons.error(name);
  const body = JSON.stringify(problemOf(reason, "zh", "0".repeat(32)));
  const head = [
    `HTTP/1.1 ${statusOf(reason)} ${STATUS_CODES[statusOf(reason)]}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
};

const tlsOf = (config: Config) =>
  config.tls && { cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) };

const optionsOf = (config: Config, limits: DoorLimits, log: Logger): FastifyServerOptions => {
  const nodeOptions = {
    headersTimeout: limits.headersTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
    maxHeaderSize: limits.headerBytes,
  };
  const tls = tlsOf(config);
  return {
    ...(tls ? { https: { ...nodeOptions, ...tls } } : { http: nodeOptions }),
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxRequestsPerSocket: limits.requestsPerSocket,
    exposeHeadRoutes: false,
    forceCloseConnections: "idle",
    clientErrorHandler: answerBrokenConnection,
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply, log),
  } as FastifyServerOptions;
};

/** Buckets in seconds. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const observe = (server: FastifyInstance, metrics: Metrics): void => {
  const labels = ["route", "method", "status"];
  const duration = metrics.histogram("paywindow_http_request_seconds", "HTTP requests", DURATION_BUCKETS, labels);
  server.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    duration.observe({ route, method: request.method, status: reply.statusCode }, reply.elapsedTime / 1_000);
  });
};

/** The HTTP server with its limits, its headers and one way to answer errors, and no route yet. */
export const createServer = ({ config, limits, node: { log, metrics } }: Desk): FastifyInstance => {
  const server: FastifyInstance = fastify(optionsOf(config, limits, log));
  server.server.maxConnections = limits.connections;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  server.addHook("onRequest", async (_request, reply) => void reply.headers(securityHeaders(config.tls !== undefined)));
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
  observe(server, metrics);
  return server;
};
