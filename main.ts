import { fileURLToPath } from "node:url";
import { startGateway } from "./gateway/start-gateway.ts";
import type { Config } from "./kernel/config/config.ts";
import { ConfigError, readConfig } from "./kernel/config/read-config.ts";
import { serviceNameOf } from "./kernel/contract/contract.ts";
import type { ServiceModule } from "./kernel/node/service-module.ts";
import { startNode } from "./kernel/node/start-node.ts";
import { StoreError } from "./kernel/store/errors.ts";
import { removeStores } from "./kernel/store/remove-stores.ts";
import { createLogger } from "./kernel/telemetry/logger.ts";
import { startTracing } from "./kernel/telemetry/tracing.ts";
import { identity } from "./services/identity/identity.service.ts";
import { payments } from "./services/payments/payments.service.ts";
import { supermarket } from "./verticals/supermarket/supermarket.service.ts";

/** Every service of the platform. A process runs all of them, or those that SERVICES names; `gateway` is the door in front of them. */
const MODULES: readonly ServiceModule[] = [identity, payments, supermarket];
const GATEWAY = "gateway";

const runs = (config: Config, name: string): boolean => config.services === "all" || config.services.includes(name);

const chosenModules = (config: Config): ServiceModule[] => {
  const names = MODULES.map(({ definition }) => serviceNameOf(definition));
  const unknown =
    config.services === "all" ? undefined : config.services.find((name) => ![...names, GATEWAY].includes(name));
  if (unknown) throw new ConfigError(`SERVICES names ${unknown}; known are ${[...names, GATEWAY].join(", ")}`);
  return MODULES.filter(({ definition }) => runs(config, serviceNameOf(definition)));
};

/** Starts what the configuration asks for and returns how to stop it. */
const open = async (config: Config): Promise<() => Promise<void>> => {
  const modules = chosenModules(config);
  if (config.fresh && config.mongodbUri)
    throw new ConfigError("--fresh empties the embedded store only; MONGODB_URI is set");
  if (config.fresh)
    await removeStores(
      config.dataDir,
      MODULES.map(({ definition }) => serviceNameOf(definition)),
    );
  const log = createLogger({ level: config.logLevel, service: "paywindow", nodeId: String(process.pid) });
  const tracing = await startTracing({ service: "paywindow", otlpEndpoint: config.otlpEndpoint });
  const node = await startNode({ modules, config, log });
  const gateway = runs(config, GATEWAY)
    ? await startGateway({
        node,
        config,
        definitions: MODULES.map(({ definition }) => definition),
        webRoot: fileURLToPath(new URL("./web/dist", import.meta.url)),
      })
    : undefined;
  if (gateway) {
    console.log(`gRPC, all contracts:   ${gateway.grpcAddress}`);
    console.log(`HTTP routes:           ${gateway.httpAddress}/docs`);
    console.log(`data:                  ${config.mongodbUri ? "MongoDB" : config.dataDir}`);
    console.log(`paywindow ready ${gateway.httpAddress}`);
  } else console.log(`paywindow ready ${modules.map(({ definition }) => serviceNameOf(definition)).join(", ")}`);
  process.on("unhandledRejection", (error) => log.error({ err: error }, "unhandled rejection"));
  return async () => {
    await gateway?.stop();
    await node.stop();
    await tracing.stop();
  };
};

const fail = (error: unknown): never => {
  const known =
    error instanceof ConfigError || error instanceof StoreError || (error as { code?: string }).code === "EADDRINUSE";
  console.error(known ? `paywindow: ${(error as Error).message}` : error);
  process.exit(known ? 2 : 1);
};

const stopOnSignals = (stop: () => Promise<void>): void => {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      stop().then(() => process.exit(0), fail);
    });
};

try {
  stopOnSignals(await open(readConfig(process.env, process.argv.slice(2))));
} catch (error) {
  fail(error);
}
