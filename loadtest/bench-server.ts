/** A process that `npm run bench` measures: the platform, a part of it or its floor, which does what its parent orders. Not started by hand. */
import { join } from "node:path";
import { startGateway } from "../gateway/start-gateway.ts";
import type { Caller } from "../kernel/auth/caller.ts";
import { readConfig } from "../kernel/config/read-config.ts";
import type { ServiceHost, ServiceModule } from "../kernel/node/service-module.ts";
import { type RunningNode, startNode } from "../kernel/node/start-node.ts";
import { startTracing } from "../kernel/telemetry/tracing.ts";
import { IdentityServiceDefinition } from "../proto/gen/paywindow/identity/v1/identity.ts";
import { PaymentsServiceDefinition } from "../proto/gen/paywindow/payments/v1/payments.ts";
import { SupermarketServiceDefinition } from "../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { identity } from "../services/identity/identity.service.ts";
import { payments } from "../services/payments/payments.service.ts";
import { supermarket } from "../verticals/supermarket/supermarket.service.ts";
import { fillPayments, fillSupermarket } from "./bench/fill.ts";
import { supermarketFloor } from "./bench/floor.ts";
import type { Answers, Job, Order, ServerSpec } from "./bench/messages.ts";
import { paymentsFloor } from "./bench/payments-floor.ts";
import { startProfile, stopProfile } from "./bench/profile.ts";
import { runRsa } from "./bench/run-rsa.ts";
import { runClosed, type Send } from "./bench/run-slice.ts";
import { seedBaskets, seedPayers, seedShelf } from "./bench/seed.ts";

const MODULES: Readonly<Record<string, ServiceModule>> = {
  ...{ identity, payments, supermarket },
  "supermarket-floor": supermarketFloor,
  "payments-floor": paymentsFloor,
};
const DEFINITIONS = [IdentityServiceDefinition, PaymentsServiceDefinition, SupermarketServiceDefinition];
const CASHIER: Caller = {
  kind: "staff",
  ...{ id: "stf_democashier1", tenantId: "mer_demomarket" },
  ...{ siteIds: ["str_demomarket1"], roles: ["cashier"] },
};

interface Running {
  readonly node: RunningNode;
  readonly gateway?: Awaited<ReturnType<typeof startGateway>>;
}

let running: Running | undefined;

const current = (): Running => {
  if (!running) throw new Error("the server is not started");
  return running;
};

const start = async ({ modules, hasGateway, dataDir, natsUrl }: ServerSpec): Promise<Answers["start"]> => {
  const environment = { PAYWINDOW_PORT: "0", PAYWINDOW_RATE_LIMIT: "0", PAYWINDOW_LOG_LEVEL: "error" };
  const config = readConfig({ ...environment, PAYWINDOW_DATA: dataDir, NATS_URL: natsUrl });
  await startTracing({ service: "paywindow-bench" });
  const node = await startNode({ modules: modules.map((name) => MODULES[name] as ServiceModule), config });
  const webRoot = join(import.meta.dirname, "..", "web", "dist");
  const gateway = hasGateway ? await startGateway({ node, config, definitions: DEFINITIONS, webRoot }) : undefined;
  running = { node, gateway };
  return { httpAddress: gateway?.httpAddress ?? "", grpcAddress: gateway?.grpcAddress ?? "" };
};

const hostOf = (name: string): ServiceHost => {
  const service = current().node.services.find((candidate) => candidate.name === name);
  if (!service) throw new Error(`this process does not run ${name}`);
  return service.host;
};

/** Waits for the events, so that their cost is counted with the calls that caused them. */
const settle = async (): Promise<Answers["settle"]> => {
  const { node } = current();
  await node.drainEvents();
  const { user, system } = process.cpuUsage();
  const stats = node.services.map(({ host }) => host.store.stats());
  const sum = (name: "operations" | "commits") => stats.reduce((total, counts) => total + (counts[name] ?? 0), 0);
  return { cpuMs: (user + system) / 1_000, storeOperations: sum("operations"), commits: sum("commits") };
};

const runInProcess = (jobs: readonly Job[], concurrency: number, ms: number) => {
  const client = current().node.client(SupermarketServiceDefinition);
  const send: Send = ({ basketId, paymentCode, key }) =>
    client.checkOutBasket({ basketId, paymentCode }, { caller: CASHIER, idempotencyKey: key }).then(
      () => undefined,
      (error: { reason?: string; message: string }) => error.reason ?? error.message,
    );
  return runClosed(send, jobs, concurrency, ms);
};

const stop = async (): Promise<null> => {
  await running?.gateway?.stop();
  await running?.node.stop();
  return null;
};

const obey = (order: Order): Promise<unknown> => {
  switch (order.do) {
    case "start":
      return start(order.spec);
    case "seed payers":
      return seedPayers(hostOf("payments"), order);
    case "seed shelf":
      return seedShelf(hostOf("supermarket"));
    case "seed baskets":
      return seedBaskets(hostOf("supermarket"), order.ids);
    case "fill payments":
      return fillPayments(hostOf("payments"), order.trades);
    case "fill supermarket":
      return fillSupermarket(hostOf("supermarket"), order.trades);
    case "settle":
      return settle();
    case "run in process":
      return runInProcess(order.jobs, order.concurrency, order.ms);
    case "run RSA":
      return runRsa(order.concurrency, order.ms);
    case "start profile":
      return startProfile();
    case "stop profile":
      return stopProfile();
    case "stop":
      return stop();
  }
};

process.on("message", (order: Order) => {
  obey(order).then(
    (answer) => process.send?.({ answer }, () => order.do === "stop" && process.exit(0)),
    (error: Error) => process.send?.({ error: error.stack ?? error.message }),
  );
});
// A parent that is gone needs no server.
process.on("disconnect", () => process.exit(1));
