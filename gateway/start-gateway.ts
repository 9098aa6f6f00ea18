import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Config } from "../kernel/config/config.ts";
import type { ServiceDefinition } from "../kernel/contract/contract.ts";
import { accessTable } from "./access/access-table.ts";
import { createAuthenticate } from "./auth/authenticate.ts";
import { createAdmit } from "./call/admit-caller.ts";
import { createPerformCall } from "./call/perform-call.ts";
import { type Contracts, readContracts } from "./contract/read-contracts.ts";
import type { GatewayNode } from "./gateway-node.ts";
import { createServer, refuseUnknown } from "./http/create-server.ts";
import { sendProblem } from "./http/send-problem.ts";
import { serveContracts } from "./http/serve-contracts.ts";
import { serveStatus } from "./http/serve-status.ts";
import { type DoorLimits, defaultLimits } from "./limits/door-limits.ts";
import { createRateLimits } from "./limits/rate-limits.ts";
import { type Pages, servePages } from "./pages/serve-pages.ts";

export interface GatewaySettings {
  readonly node: GatewayNode;
  readonly config: Config;
  /** The contracts that the doors serve. */
  readonly definitions: readonly ServiceDefinition[];
  /** The built pages. Default: web/dist. */
  readonly webRoot?: string;
  /** Other limits than the defaults, for tests. */
  readonly limits?: Partial<DoorLimits>;
  /** Answers /metrics to other machines too. Default: to this one only. */
  readonly openMetrics?: boolean;
}

export interface RunningGateway {
  /** `http://127.0.0.1:8080` */
  readonly httpAddress: string;
  /** `127.0.0.1:8081` */
  readonly grpcAddress: string;
  /** Takes no more calls, answers those under way, and closes both doors. */
  stop(): Promise<void>;
}

const DEFAULT_WEB_ROOT = join(import.meta.dirname, "..", "web", "dist");

/** Buckets in seconds. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const methodsByPath = ({ routes }: Contracts): ReadonlyMap<string, readonly string[]> => {
  const methods = new Map<string, string[]>();
  for (const { path, httpMethod } of routes) methods.set(path, [...(methods.get(path) ?? []), httpMethod]);
  return methods;
};

const answerTheRest = (server: FastifyInstance, contracts: Contracts, pages: Pages, { log }: GatewayNode): void => {
  const methods = methodsByPath(contracts);
  server.setNotFoundHandler((request, reply) => {
    if (pages.answer(request, reply)) return reply;
    const { error, allow } = refuseUnknown(methods, request);
    if (allow) reply.header("allow", allow);
    return sendProblem(error, request, reply, log);
  });
};

const addressOf = (server: FastifyInstance, config: Config): string => {
  const { port } = server.server.address() as AddressInfo;
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  return `${config.tls ? "https" : "http"}://${host}:${port}`;
};

const openHttpDoor = async (settings: GatewaySettings, limits: DoorLimits): Promise<FastifyInstance> => {
  const { node, config, definitions } = settings;
  const { client, clock, log, metrics } = node;
  const contracts = readContracts(definitions);
  const labels = ["route", "method", "status"];
  const duration = metrics.histogram("paywindow_http_request_seconds", "HTTP requests", DURATION_BUCKETS, labels);
  const rates = createRateLimits({ perSecond: config.rateLimit, signInsPerMinute: limits.signInsPerMinute, metrics });
  const admitCaller = createAdmit({ authenticate: createAuthenticate({ client, clock }), rates });
  const performCall = createPerformCall({ node, definitions, table: accessTable, rates });
  const server = createServer({ config, limits, log, duration });
  serveContracts(server, { contracts, table: accessTable, admitCaller, performCall, limits, clock });
  serveStatus(server, { node, definitions, openMetrics: settings.openMetrics ?? false });
  answerTheRest(server, contracts, await servePages(server, settings.webRoot ?? DEFAULT_WEB_ROOT), node);
  await server.listen({ host: config.host, port: config.httpPort });
  return server;
};

/** Opens the doors for everyone: HTTP (JSON, pages, live screens) and gRPC, one guard behind both. */
export const startGateway = async (settings: GatewaySettings): Promise<RunningGateway> => {
  const limits = { ...defaultLimits, ...settings.limits };
  const http = await openHttpDoor(settings, limits);
  return {
    httpAddress: addressOf(http, settings.config),
    grpcAddress: "",
    stop: () => http.close(),
  };
};
