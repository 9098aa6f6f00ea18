import { fileURLToPath } from "node:url";
import { demoDayOf } from "./gateway/demo-day/start-demo-day.ts";
import { startGateway } from "./gateway/start-gateway.ts";
import type { Config } from "./kernel/config/config.ts";
import { ConfigError, readConfig } from "./kernel/config/read-config.ts";
import { serviceNameOf } from "./kernel/contract/contract.ts";
import { releaseStartUpMemory } from "./kernel/node/release-memory.ts";
import type { ServiceModule } from "./kernel/node/service-module.ts";
import { startNode } from "./kernel/node/start-node.ts";
import { StoreError } from "./kernel/store/errors.ts";
import { removeStores } from "./kernel/store/remove-stores.ts";
import { createLogger } from "./kernel/telemetry/logger.ts";
import { startTracing } from "./kernel/telemetry/tracing.ts";
import { type Clock, systemClock } from "./kernel/time/clock.ts";
import { shiftedClock } from "./kernel/time/shifted-clock.ts";
import { content } from "./services/content/content.service.ts";
import { contentReasons } from "./services/content/errors.ts";
import { identityReasons } from "./services/identity/errors.ts";
import { identity } from "./services/identity/identity.service.ts";
import { marketingReasons } from "./services/marketing/errors.ts";
import { marketing } from "./services/marketing/marketing.service.ts";
import { membershipReasons } from "./services/membership/errors.ts";
import { membership } from "./services/membership/membership.service.ts";
import { outsideReasons } from "./services/outside/errors.ts";
import { outside } from "./services/outside/outside.service.ts";
import { paymentReasons } from "./services/payments/errors.ts";
import { payments } from "./services/payments/payments.service.ts";
import { hospitalReasons } from "./verticals/hospital/errors.ts";
import { hospital } from "./verticals/hospital/hospital.service.ts";
import { restaurantReasons } from "./verticals/restaurant/errors.ts";
import { restaurant } from "./verticals/restaurant/restaurant.service.ts";
import { supermarketReasons } from "./verticals/supermarket/errors.ts";
import { supermarket } from "./verticals/supermarket/supermarket.service.ts";

/** Every service of the platform. A process runs all of them, or those that SERVICES names; `gateway` is the door in front of them. */
const MODULES: readonly ServiceModule[] = [
  identity,
  payments,
  outside,
  supermarket,
  restaurant,
  content,
  marketing,
  membership,
  hospital,
];
/** What they may refuse with, for the document of the routes. */
const REASONS = [
  identityReasons,
  paymentReasons,
  outsideReasons,
  supermarketReasons,
  restaurantReasons,
  contentReasons,
  marketingReasons,
  membershipReasons,
  hospitalReasons,
];
const GATEWAY = "gateway";

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const namesOf = (modules: readonly ServiceModule[]): string[] =>
  modules.map(({ definition }) => serviceNameOf(definition));

const runs = (config: Config, name: string): boolean => config.services === "all" || config.services.includes(name);

/** The modules that this process runs; the outside parties only for the demonstration, or where they are named. Refuses names that there are not, and a part of the platform without the line to the other parts. */
const chosenModules = (config: Config): ServiceModule[] => {
  if (config.services === "all") return MODULES.filter((module) => module !== outside || config.demo);
  const all = [...namesOf(MODULES), GATEWAY];
  if (config.services.length === 0) throw new ConfigError(`SERVICES names none; known are ${all.join(", ")}`);
  const unknown = config.services.find((name) => !all.includes(name));
  if (unknown) throw new ConfigError(`SERVICES names ${unknown}; known are ${all.join(", ")}`);
  // The outside parties belong to nobody's platform: they are reached over HTTP only, and may be elsewhere or nowhere.
  const missing = namesOf(MODULES.filter((module) => module !== outside)).filter((name) => !runs(config, name));
  // In one process an event is removed once every consumer of that process has it: a service that is elsewhere would never hear of it.
  if (!config.natsUrl && missing.length > 0)
    throw new ConfigError(
      `SERVICES leaves out ${missing.join(", ")}: set NATS_URL, by which services reach each other`,
    );
  return MODULES.filter(({ definition }) => runs(config, serviceNameOf(definition)));
};

/** An open platform: what to tell whoever started it, and how to stop it. */
interface Opened {
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** Removes the stores of the services that this process runs. */
const emptyStores = async (config: Config, modules: readonly ServiceModule[]): Promise<void> => {
  if (config.mongodbUri) throw new ConfigError("--fresh empties the embedded store only; MONGODB_URI is set");
  await removeStores(config.dataDir, namesOf(modules));
};

/** In a fault run (loadtest/faults) the clock of a process may jump; it is no setting, and nothing but a test can name it. */
const clockOf = (env: NodeJS.ProcessEnv): Clock => {
  const file = env["NODE_ENV"] === "test" ? env["PAYWINDOW_TEST_CLOCK"] : undefined;
  return file ? shiftedClock(file) : systemClock;
};

/** Where the outside parties of the demonstration listen; a port that was left to chance, they write down themselves. */
const outsideLines = (config: Config, modules: readonly ServiceModule[]): string[] => {
  if (!modules.includes(outside)) return [];
  const at = config.outsidePort === 0 ? `see ${config.outsideKeysDir}/address` : `${config.host}:${config.outsidePort}`;
  return [`bank switch, wallets:  ${at} (played for the demonstration)`];
};

/** Where a hospital's laboratories send; a port that was left to chance, the hospital logs. */
const laboratoryLines = ({ mllp, host }: Config, modules: readonly ServiceModule[]): string[] =>
  mllp && mllp.port !== 0 && modules.includes(hospital)
    ? [`laboratories, HL7:     ${host}:${mllp.port} (MLLP, for ${mllp.storeId})`]
    : [];

/** Starts what the configuration asks for. */
const open = async (config: Config): Promise<Opened> => {
  const modules = chosenModules(config);
  const demoDay = demoDayOf(config, pathOf("./scripts/demo-day.ts"));
  if (config.fresh) await emptyStores(config, modules);
  const log = createLogger({ level: config.logLevel, service: "paywindow", nodeId: String(process.pid) });
  process.on("unhandledRejection", (error) => log.error({ err: error }, "unhandled rejection"));
  const tracing = await startTracing({ service: "paywindow", otlpEndpoint: config.otlpEndpoint, log });
  const node = await startNode({ modules, config, log, clock: clockOf(process.env) });
  if (!runs(config, GATEWAY))
    return {
      lines: [`paywindow ready ${namesOf(modules).join(", ")}`],
      stop: async () => {
        await node.stop();
        await tracing.stop();
      },
    };
  // Where the outside parties are played by somebody else, or by nobody, the platform has no calls behind their stage.
  const served = MODULES.filter((module) => module !== outside || modules.includes(outside));
  const definitions = served.map(({ definition }) => definition);
  const pages = { webRoot: pathOf("./web/dist"), demoDay: demoDay?.latest };
  const gateway = await startGateway({ node, config, definitions, reasons: REASONS, ...pages });
  demoDay?.begin(gateway.httpAddress);
  return {
    lines: [
      `gRPC, all contracts:   ${gateway.grpcAddress}`,
      `HTTP routes:           ${gateway.httpAddress}/docs`,
      ...outsideLines(config, modules),
      ...laboratoryLines(config, modules),
      `data:                  ${config.mongodbUri ? "MongoDB" : config.dataDir}`,
      `paywindow ready ${gateway.httpAddress}`,
    ],
    stop: async () => {
      await demoDay?.stop();
      await gateway.stop();
      await node.stop();
      await tracing.stop();
    },
  };
};

/** What whoever started it can mend: a setting, a store, or something of the system (a port, an address, a file), whose message names it. */
const isTheirs = (error: unknown): error is Error =>
  error instanceof ConfigError || error instanceof StoreError || (error instanceof Error && "syscall" in error);

/** A taken port is the commonest of them, and `listen EADDRINUSE` tells a newcomer nothing. */
const explain = (error: Error & { readonly code?: string; readonly port?: number }): string =>
  error.code === "EADDRINUSE"
    ? `port ${error.port} is taken by another program; choose others with PAYWINDOW_PORT, PAYWINDOW_GRPC_PORT and PAYWINDOW_OUTSIDE_PORT`
    : error.message;

const fail = (error: unknown): never => {
  const known = isTheirs(error);
  console.error(known ? `paywindow: ${explain(error)}` : error);
  process.exit(known ? 2 : 1);
};

/** Stops on a signal, and when a supervisor that holds the other end of our channel is gone (scripts/mesh). */
const stopWhenAsked = (stop: () => Promise<void>): void => {
  let stopping = false;
  for (const event of ["SIGINT", "SIGTERM", "disconnect"])
    process.on(event, () => {
      if (stopping) return;
      stopping = true;
      console.log("paywindow stopping: calls under way are answered first");
      stop().then(() => process.exit(0), fail);
    });
};

try {
  const { lines, stop } = await open(readConfig(process.env, process.argv.slice(2)));
  stopWhenAsked(stop);
  releaseStartUpMemory();
  for (const line of lines) console.log(line);
} catch (error) {
  fail(error);
}
