import { randomBytes } from "node:crypto";
import type { Config } from "../config/config.ts";
import { type RunningNode, startNode } from "../node/start-node.ts";
import { createLogger } from "../telemetry/logger.ts";
import { startMeshNodes } from "./mesh-nodes.ts";
import { sharedStores } from "./shared-stores.ts";
import { surface, type TestNode, type TestNodeSettings, testConfig } from "./test-node-surface.ts";

export type { TestNode, TestNodeSettings } from "./test-node-surface.ts";

/** A fresh idempotency key. */
export const aKey = (): string => `key-${randomBytes(8).toString("hex")}`;

/** Set by `npm run test:mesh`: the tests of services run over real remote doors, each service on a node of its own. */
const remoteDoor = process.env["PAYWINDOW_TEST_DOOR"] as Config["door"] | undefined;

/** For a case that cannot be over the wire (a text that has no UTF-8), or that counts on which replica answers. */
export const overRemoteDoor = remoteDoor !== undefined;

/** Everything that a node is, in this process, over stores in temporary folders (or fresh databases where MONGODB_URI is set). */
export const startTestNode = async (settings: TestNodeSettings): Promise<TestNode> => {
  if (remoteDoor) return (await startMeshNodes(1, { ...settings, door: remoteDoor }))[0] as TestNode;
  const config = testConfig({ demo: settings.demo ?? false, ...settings.config });
  const shared = sharedStores(config, settings.faults);
  const node = await startNode({
    modules: settings.modules,
    config,
    clock: settings.clock,
    log: createLogger({ level: config.logLevel, service: "paywindow", nodeId: "test" }),
    openStore: shared.open,
  });
  const stop = async () => {
    await node.stop();
    await shared.closeAll();
  };
  return { ...surface(node, shared.stores), stop };
};

/**
 * Several nodes of the same services in this process, over one store per service, with Moleculer's in-memory transporter between them: what a mesh with
 * replicas does, without a server. Every call of `as` goes to its own node.
 */
export const startTestNodes = async (count: number, settings: TestNodeSettings): Promise<TestNode[]> => {
  if (remoteDoor) return startMeshNodes(count, { ...settings, door: remoteDoor });
  const config = testConfig({ demo: settings.demo ?? false, ...settings.config });
  const namespace = `test-${randomBytes(4).toString("hex")}`;
  const shared = sharedStores(config, settings.faults);
  const nodes: RunningNode[] = [];
  for (let index = 0; index < count; index++)
    nodes.push(
      await startNode({
        modules: settings.modules,
        config,
        clock: settings.clock,
        log: createLogger({ level: config.logLevel, service: "paywindow", nodeId: `test-${index}` }),
        openStore: shared.open,
        broker: { namespace, transporter: "Fake", serializer: "CBOR" },
      }),
    );
  const stopAll = async () => {
    for (const node of nodes) await node.stop();
    await shared.closeAll();
  };
  return nodes.map((node) => ({ ...surface(node, shared.stores), stop: stopAll }));
};
