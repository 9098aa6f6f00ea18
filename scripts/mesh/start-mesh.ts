import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { freePort } from "../../kernel/harness/nats-server.ts";
import { planNats } from "./nats-plan.ts";
import { type PrintLine, type ProcessPlan, type Supervised, supervise } from "./supervise.ts";

/** The services of a checkout, which fault runs and most tests of the mesh start. */
export const CHECKOUT_SERVICES = ["identity", "payments", "supermarket"] as const;
/** All services, each a process with a store of its own; the gateway is in front of them. */
export const SERVICES = [...CHECKOUT_SERVICES, "membership", "marketing", "content", "hospital", "restaurant"] as const;
export const GATEWAY = "gateway";

export interface MeshSettings {
  /** Passed on to every process: the settings of docs/operations.md. NATS_URL: use that server instead of starting one. */
  readonly env: NodeJS.ProcessEnv;
  /** Empties the stores and the streams first. */
  readonly fresh?: boolean;
  readonly print: PrintLine;
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal;
  /** Those that are started; all unless it is said. */
  readonly services?: readonly (typeof SERVICES)[number][];
  /** Services that get a second process; they need a store that processes may share (MONGODB_URI). */
  readonly twice?: readonly (typeof SERVICES)[number][];
  /** For fault runs: another way to NATS for one process. */
  readonly natsUrlOf?: (name: string, natsUrl: string) => Promise<string>;
  /** For fault runs: settings of one process. */
  readonly envOf?: (name: string) => NodeJS.ProcessEnv;
}

export interface Mesh {
  /** `http://127.0.0.1:8080` */
  readonly address: string;
  /** `127.0.0.1:8081` */
  readonly grpcAddress: string;
  readonly natsUrl: string;
  /** By name, in the order of their start. */
  readonly processes: ReadonlyMap<string, Supervised>;
  /** Drains every process, in the reverse order of the start. */
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const NODE_FLAGS = ["--max-semi-space-size=8"];

/** A port that stays the same from life to life: 0 and nothing are chosen here, not by the process. */
const portOf = async (text: string | undefined, fallback: number): Promise<number> => {
  const port = text === undefined || text === "" ? fallback : Number(text);
  return port === 0 ? freePort() : port;
};

/** What every process of the mesh gets. */
const commonEnv = async (env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> => {
  const httpPort = await portOf(env["PAYWINDOW_PORT"], 8080);
  const besides = env["PAYWINDOW_PORT"] === "0" ? 0 : httpPort + 1;
  return {
    ...env,
    PAYWINDOW_PORT: String(httpPort),
    PAYWINDOW_GRPC_PORT: String(await portOf(env["PAYWINDOW_GRPC_PORT"], besides)),
    PAYWINDOW_MESH_SECRET: env["PAYWINDOW_MESH_SECRET"] || randomBytes(32).toString("hex"),
  };
};

const planOf = (name: string, service: string, env: NodeJS.ProcessEnv, fresh: boolean): ProcessPlan => ({
  name,
  command: process.execPath,
  args: [...NODE_FLAGS, MAIN],
  firstArgs: fresh && service !== GATEWAY ? ["--fresh"] : [],
  env: { ...env, SERVICES: service },
  readyLine: /^paywindow ready (.+)$/,
  channel: true,
});

const givenUp = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) =>
    signal?.addEventListener("abort", () => reject(new Error("stopped while it was starting")), { once: true }),
  );

/** Starts nats, then the services side by side, then the gateway; resolves when all are open for business. On failure everything is stopped again. */
export const startMesh = async (settings: MeshSettings): Promise<Mesh> => {
  const { print, fresh = false } = settings;
  const env = await commonEnv(settings.env);
  const processes = new Map<string, Supervised>();
  const run = async (plans: readonly ProcessPlan[]): Promise<void> => {
    for (const plan of plans) processes.set(plan.name, supervise(plan, print));
    await Promise.race([Promise.all(plans.map(({ name }) => processes.get(name)?.ready())), givenUp(settings.signal)]);
  };
  const stop = async (): Promise<void> => {
    for (const one of [...processes.values()].reverse()) await one.stop();
  };
  let natsUrl = env["NATS_URL"] ?? "";
  const plan = async (name: string, service = name): Promise<ProcessPlan> => {
    const url = (await settings.natsUrlOf?.(name, natsUrl)) ?? natsUrl;
    return planOf(name, service, { ...env, NATS_URL: url, ...settings.envOf?.(name) }, fresh);
  };
  try {
    if (!natsUrl) {
      const nats = await planNats(env["PAYWINDOW_DATA"] || ".data", fresh);
      natsUrl = nats.url;
      await run([nats.plan]);
    }
    await run(await Promise.all((settings.services ?? SERVICES).map((name) => plan(name))));
    await run(await Promise.all((settings.twice ?? []).map((name) => plan(`${name}-2`, name))));
    // The outside parties of the demonstration are played beside the gateway: they belong to no service.
    await run([await plan(GATEWAY, env["PAYWINDOW_DEMO"] === "off" ? GATEWAY : `${GATEWAY},outside`)]);
  } catch (error) {
    await stop();
    throw error;
  }
  const address = (await processes.get(GATEWAY)?.ready()) ?? "";
  const grpcAddress = `${new URL(address).hostname}:${env["PAYWINDOW_GRPC_PORT"]}`;
  return { address, grpcAddress, natsUrl, processes, stop };
};
