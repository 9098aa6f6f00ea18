import { randomBytes } from "node:crypto";
import type { ServiceBroker } from "moleculer";
import type { Config } from "../config/config.ts";
import type { RemoteDoor } from "../contract/client.ts";
import { type ClientFactory, type ServiceDefinition, serviceNameOf } from "../contract/contract.ts";
import { commonReasons } from "../errors/common-reasons.ts";
import { nodeAuthentication } from "../grpc/node-authentication.ts";
import { startGrpcServer } from "../grpc/server.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Clock } from "../time/clock.ts";
import { grpcRemoteDoor } from "./grpc-remote-door.ts";
import type { ServiceModule } from "./service-module.ts";

interface DoorSettings {
  readonly modules: readonly ServiceModule[];
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** The doors by which the nodes of a mesh reach this one and this one reaches them, beside Moleculer's own transporter. */
export interface NodeDoors {
  /** Where this node's gRPC server answers; absent in one process, where the gateway's serves every contract. */
  readonly address?: string;
  /** The way to other nodes where the configuration says gRPC; absent: Moleculer's transporter. */
  remoteDoor(broker: ServiceBroker): RemoteDoor | undefined;
  /** From now on calls are answered. */
  serve(client: ClientFactory): void;
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 5_000;

type Invoke = (method: string, request: unknown, options: object) => Promise<unknown>;

/** Every contract of the node on one gRPC server; until `serve` is called its health says NOT_SERVING and calls are UNAVAILABLE. */
const openServer = async (settings: DoorSettings) => {
  const { modules, config, clock, log, metrics } = settings;
  let clients: ClientFactory | undefined;
  const invokeOf =
    (definition: ServiceDefinition): Invoke =>
    (method, request, options) => {
      if (!clients) {
        const service = serviceNameOf(definition);
        throw commonReasons.error("SERVICE_UNAVAILABLE", { metadata: { service } });
      }
      return (clients(definition) as Record<string, (request: unknown, options: object) => Promise<unknown>>)[method]!(
        request,
        options,
      );
    };
  const server = await startGrpcServer({
    host: config.host,
    port: config.nodeGrpcPort,
    tls: config.tls,
    services: modules.map(({ definition }) => ({ definition, invoke: invokeOf(definition) })),
    // Without a secret nobody else can show it: health and reflection answer, calls are refused.
    authenticate: nodeAuthentication(config.meshSecret ?? randomBytes(32).toString("hex")),
    log,
    metrics,
    clock,
  });
  return {
    address: `${config.host}:${server.port}`,
    serve: (client: ClientFactory) => {
      clients = client;
      for (const { definition } of modules) server.setServing(definition.fullName, true);
    },
    close: () => server.close(CLOSE_GRACE_MS),
  };
};

/** Opens the doors that the configuration asks for. In one process there are none. */
export const openNodeDoors = async (settings: DoorSettings): Promise<NodeDoors> => {
  const { config, modules } = settings;
  const inMesh = config.natsUrl !== undefined;
  const server = inMesh && modules.length > 0 ? await openServer(settings) : undefined;
  let remote: ReturnType<typeof grpcRemoteDoor> | undefined;
  return {
    address: server?.address,
    remoteDoor: (broker) => {
      if (inMesh && config.door === "grpc") remote = grpcRemoteDoor(broker, config, settings.clock);
      return remote?.call;
    },
    serve: (client) => server?.serve(client),
    close: async () => {
      await server?.close();
      remote?.close();
    },
  };
};
