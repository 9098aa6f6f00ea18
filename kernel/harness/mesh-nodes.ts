import { randomBytes } from "node:crypto";
import type { Config } from "../config/config.ts";
import { serviceNameOf } from "../contract/contract.ts";
import type { ServiceModule } from "../node/service-module.ts";
import { type RunningNode, startNode } from "../node/start-node.ts";
import { createLogger } from "../telemetry/logger.ts";
import { startNatsServer } from "./nats-server.ts";
import { sharedStores } from "./shared-stores.ts";
import { surface, type TestNode, type TestNodeSettings, testConfig } from "./test-node-surface.ts";

export interface MeshNodesSettings extends TestNodeSettings {
  /** The door by which the nodes call each other. */
  readonly door: Config["door"];
}

interface ServiceNode {
  readonly service: string;
  readonly node: RunningNode;
}

/** Its own calls, over the mesh; its jobs, events and metrics are those of the nodes behind it. */
const frontOf = (front: RunningNode, behind: readonly ServiceNode[]): RunningNode => ({
  ...front,
  metrics: behind[0]?.node.metrics ?? front.metrics,
  services: behind.flatMap(({ node }) => node.services),
  drainEvents: async () => {
    for (const { node } of behind) await node.drainEvents();
    await front.drainEvents();
  },
  runJob: async (service, job) => behind.find((one) => one.service === service)?.node.runJob(service, job),
});

/**
 * A mesh in this process, over a real nats-server: `count` nodes of each service over one store per service, and as many nodes without services, which call
 * them by the door; what a mesh with replicas does. Each of the nodes given back calls through a node of its own.
 */
export const startMeshNodes = async (count: number, settings: MeshNodesSettings): Promise<TestNode[]> => {
  const nats = await startNatsServer();
  const meshSecret = randomBytes(16).toString("hex");
  const config = testConfig({
    demo: settings.demo ?? false,
    ...{ natsUrl: nats.url, door: settings.door, meshSecret },
    ...settings.config,
  });
  const shared = sharedStores(config, settings.faults);
  const start = (modules: readonly ServiceModule[]): Promise<RunningNode> => {
    const log = createLogger({ level: config.logLevel, service: "paywindow", nodeId: "test" });
    return startNode({ modules, config, clock: settings.clock, log, openStore: shared.open });
  };
  // Side by side, as processes start; replicas one after the other, since each seeds the store that they share.
  const replicasOf = async (module: ServiceModule): Promise<ServiceNode[]> => {
    const replicas: ServiceNode[] = [];
    for (let index = 0; index < count; index++)
      replicas.push({ service: serviceNameOf(module.definition), node: await start([module]) });
    return replicas;
  };
  const fronts = Promise.all(Array.from({ length: count }, () => start([])));
  const behind = (await Promise.all(settings.modules.map(replicasOf))).flat();
  const stop = async () => {
    for (const node of await fronts) await node.stop();
    await Promise.all(behind.map(({ node }) => node.stop()));
    await shared.closeAll();
    await nats.close();
  };
  return (await fronts).map((front) => ({ ...surface(frontOf(front, behind), shared.stores), stop }));
};
