import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Config } from "../kernel/config/config.ts";
import type { ServiceDefinition } from "../kernel/contract/contract.ts";
import { type Desk, openDesk } from "./call/desk.ts";
import type { GatewayNode } from "./gateway-node.ts";
import { openGrpcDoor } from "./grpc/open-grpc-door.ts";
import { createServer } from "./http/create-server.ts";
import { serveContracts } from "./http/serve-contracts.ts";
import { serveStatus } from "./http/serve-status.ts";
import { serveTheRest } from "./http/serve-the-rest.ts";
import { type DoorLimits, defaultLimits } from "./limits/door-limits.ts";
import { serveLive } from "./live/serve-live.ts";
import { serveDocs } from "./openapi/serve-docs.ts";
import { servePages } from "./pages/serve-pages.ts";

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

/** How long calls under way may take once the doors close. */
const CLOSE_GRACE_MS = 5_000;

const openHttpDoor = async (desk: Desk, webRoot: string, openMetrics: boolean): Promise<FastifyInstance> => {
  const server = createServer(desk);
  serveContracts(server, desk);
  const endLive = serveLive(server, desk);
  server.addHook("preClose", async () => endLive());
  serveStatus(server, desk, openMetrics);
  serveDocs(server, desk);
  serveTheRest(server, desk, await servePages(server, webRoot));
  await server.listen({ host: desk.config.host, port: desk.config.httpPort });
  return server;
};

/** Whoever still holds a connection after the grace is cut off, so that a silent peer cannot keep the process alive. */
const closeHttpDoor = async (server: FastifyInstance): Promise<void> => {
  const timer = setTimeout(() => server.server.closeAllConnections(), CLOSE_GRACE_MS);
  await server.close();
  clearTimeout(timer);
};

/** Opens the doors for everyone: HTTP (JSON, pages, live screens) and gRPC, with one guard behind both. */
export const startGateway = async (settings: GatewaySettings): Promise<RunningGateway> => {
  const { node, config, definitions, webRoot = DEFAULT_WEB_ROOT, openMetrics = false } = settings;
  const desk = openDesk(node, config, definitions, { ...defaultLimits, ...settings.limits });
  const http = await openHttpDoor(desk, webRoot, openMetrics);
  const grpc = await openGrpcDoor(desk).catch(async (error: unknown) => {
    await closeHttpDoor(http);
    throw error;
  });
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  return {
    httpAddress: `${config.tls ? "https" : "http"}://${host}:${(http.server.address() as AddressInfo).port}`,
    grpcAddress: `${host}:${grpc.port}`,
    stop: async () => {
      await Promise.all([closeHttpDoor(http), grpc.close(CLOSE_GRACE_MS)]);
    },
  };
};
