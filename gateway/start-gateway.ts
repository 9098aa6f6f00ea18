import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Config } from "../kernel/config/config.ts";
import type { ServiceDefinition } from "../kernel/contract/contract.ts";
import type { ReasonRegistry } from "../kernel/errors/reason.ts";
import { serveAlipay } from "./alipay/serve-alipay.ts";
import { type Desk, openDesk } from "./call/desk.ts";
import { serveDemoDay } from "./demo-day/serve-demo-day.ts";
import type { GatewayNode } from "./gateway-node.ts";
import { openGrpcDoor } from "./grpc/open-grpc-door.ts";
import { createServer } from "./http/create-server.ts";
import { drainGently } from "./http/drain.ts";
import { serveContracts } from "./http/serve-contracts.ts";
import { serveStatus } from "./http/serve-status.ts";
import { serveTheRest } from "./http/serve-the-rest.ts";
import { type DoorLimits, defaultLimits } from "./limits/door-limits.ts";
import { serveLive } from "./live/serve-live.ts";
import { serveNotices } from "./notices/serve-notices.ts";
import { serveDocs } from "./openapi/serve-docs.ts";
import { servePages } from "./pages/serve-pages.ts";

export interface GatewaySettings {
  readonly node: GatewayNode;
  readonly config: Config;
  /** The contracts that the doors serve. */
  readonly definitions: readonly ServiceDefinition[];
  /** The services' reasons, so that the document of the routes can tell their status and words. Default: their names only. */
  readonly reasons?: readonly ReasonRegistry<string>[];
  /** The built pages. Default: web/dist. */
  readonly webRoot?: string;
  /** Other limits than the defaults, for tests. */
  readonly limits?: Partial<DoorLimits>;
  /** Answers /metrics to other machines too. Default: to this one only. */
  readonly openMetrics?: boolean;
  /** How the demo day goes that is played at these doors (start-demo-day.ts). Default: none is played, and there is nothing to tell. */
  readonly demoDay?: () => unknown;
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

/** Closes a door, with so long for the calls under way. */
type CloseDoor = (graceMs: number) => Promise<void>;

const openHttpDoor = async (
  desk: Desk,
  {
    webRoot = DEFAULT_WEB_ROOT,
    openMetrics = false,
    reasons = [],
    demoDay,
  }: Pick<GatewaySettings, "webRoot" | "openMetrics" | "reasons" | "demoDay">,
): Promise<{ readonly server: FastifyInstance; readonly close: CloseDoor }> => {
  const server = createServer(desk);
  const close = drainGently(server);
  serveContracts(server, desk);
  serveAlipay(server, desk);
  serveNotices(server, desk);
  const endLive = serveLive(server, desk);
  server.addHook("preClose", async () => endLive());
  serveStatus(server, desk, openMetrics);
  serveDemoDay(server, demoDay);
  serveDocs(server, desk, reasons);
  serveTheRest(server, desk, await servePages(server, webRoot));
  try {
    await server.listen({ host: desk.config.host, port: desk.config.httpPort });
  } catch (error) {
    await server.close();
    throw error;
  }
  return { server, close };
};

/** Opens the doors for everyone: HTTP (JSON, pages, live screens) and gRPC, with one guard behind both. */
export const startGateway = async (settings: GatewaySettings): Promise<RunningGateway> => {
  const { node, config, definitions } = settings;
  const desk = openDesk(node, config, definitions, { ...defaultLimits, ...settings.limits });
  const http = await openHttpDoor(desk, settings);
  const grpc = await openGrpcDoor(desk).catch(async (error: unknown) => {
    await http.close(0);
    throw error;
  });
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  return {
    httpAddress: `${config.tls ? "https" : "http"}://${host}:${(http.server.server.address() as AddressInfo).port}`,
    grpcAddress: `${host}:${grpc.port}`,
    stop: async () => {
      await Promise.all([http.close(desk.limits.closeGraceMs), grpc.close(desk.limits.closeGraceMs)]);
    },
  };
};
