/** Goal: a node that cannot start leaves nothing behind: no open store, no line to others. Method: a node whose second part fails, then the same stores opened again. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { IdentityServiceDefinition } from "../../proto/gen/paywindow/identity/v1/identity.ts";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { readConfig } from "../config/read-config.ts";
import { openStore } from "../store/open-store.ts";
import type { RunningService, ServiceModule } from "./service-module.ts";
import { startNode } from "./start-node.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "paywindow-node-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Answers nothing, and does what the test says. */
const aService = (definition: ServiceModule["definition"], does: Partial<RunningService> | Error): ServiceModule => ({
  definition,
  start: async () => {
    if (does instanceof Error) throw does;
    const refuse = () => Promise.reject(new Error("not asked in this test"));
    const handlers = Object.fromEntries(Object.keys(definition.methods).map((name) => [name, refuse]));
    return { handlers, ...does };
  },
});

const broken = new Error("it cannot");
const fails = () => Promise.reject(broken);

test.each([
  ["cannot start", broken],
  ["cannot seed its demo data", { seedDemo: fails }],
  ["is not ready", { ready: fails }],
])("a service that %s: the node says why, and every store is closed again", async (_, does) => {
  const stopped: string[] = [];
  const good = aService(IdentityServiceDefinition, { stop: async () => void stopped.push("identity") });
  const modules = [good, aService(PaymentsServiceDefinition, does)];
  const config = readConfig({ PAYWINDOW_DATA: dataDir, PAYWINDOW_LOG_LEVEL: "silent" });
  await expect(startNode({ modules, config })).rejects.toBe(broken);
  expect(stopped).toEqual(["identity"]);
  for (const name of ["identity", "payments"]) await (await openStore({ name, dataDir })).close();
});
