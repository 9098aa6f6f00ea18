import { readFileSync } from "node:fs";
import { type FastifyInstance, type FastifyServerOptions, fastify } from "fastify";
import type { Config } from "../../kernel/config/config.ts";
import type { Metrics } from "../../kernel/telemetry/metrics.ts";
import type { Desk } from "../call/desk.ts";
import { createConnectionGuard } from "./broken-connection.ts";
import { securityHeaders } from "./security-headers.ts";
import { sendProblem } from "./send-problem.ts";

type OnBroken = ReturnType<typeof createConnectionGuard>["handle"];

const tlsOf = (config: Config) =>
  config.tls && { cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) };

const optionsOf = ({ config, limits, node: { log } }: Desk, onBroken: OnBroken): FastifyServerOptions => {
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
    // What arrives on an open connection while the door closes is answered like any other call, with `connection: close`.
    return503OnClosing: false,
    clientErrorHandler: onBroken,
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
export const createServer = (desk: Desk): FastifyInstance => {
  const { config, limits } = desk;
  const { log, metrics } = desk.node;
  const connections = createConnectionGuard();
  const server: FastifyInstance = fastify(optionsOf(desk, connections.handle));
  connections.watch(server.server);
  server.server.maxConnections = limits.connections;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  server.addHook("onRequest", async (_request, reply) => void reply.headers(securityHeaders(config.tls !== undefined)));
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
  observe(server, metrics);
  return server;
};
