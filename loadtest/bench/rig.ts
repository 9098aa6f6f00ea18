/** A platform to be measured, or its floor: the processes that it is made of, its doors, and checkouts for it. */
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenDoor, openGrpc, openHttp } from "./doors.ts";
import type { FLOOR_PREFIX } from "./floor.ts";
import { JobMaker, makeFloorJobs } from "./jobs.ts";
import type { Answers, Job, ServerSpec, Slice } from "./messages.ts";
import { runClosed, runConstant } from "./run-slice.ts";
import { forkServer, type ServerProcess } from "./server-process.ts";
import { signIn } from "./sign-in.ts";

export type DoorName = "grpc" | "http" | "in process";

/** What one stretch of load was and cost. */
export interface Measured extends Slice {
  /** Of all processes of the rig, events included. */
  readonly cpuMs: number;
  readonly storeOperations: number;
  readonly commits: number;
}

/** How a checkout is answered: by the platform, or by one of its floors (floor.ts). */
export type Kind = "checkout" | keyof typeof FLOOR_PREFIX;

export interface Rig {
  readonly processes: readonly ServerProcess[];
  /** The process in which the supermarket (or its stand-in) runs. */
  readonly supermarket: ServerProcess;
  /** As fast as so many callers can. */
  runClosed(kind: Kind, door: DoorName, load: { callers: number; ms: number; jobs: number }): Promise<Measured>;
  /** At a constant rate, for so long. */
  runConstant(kind: Kind, door: "grpc" | "http", load: { perSecond: number; ms: number }): Promise<Measured>;
  stop(): Promise<void>;
}

export interface RigSettings {
  readonly isFloor: boolean;
  /** A mesh of one process per service over this NATS server; absent: one process. */
  readonly natsUrl?: string;
  /** Default: a temporary folder that `stop` removes. */
  readonly dataDir?: string;
  /** Fills the store first, where it is not filled yet. */
  readonly trades?: number;
  readonly payers: number;
}

const DEVICES_PER_PAYER = 5;

/** Which processes a rig is made of. */
const specsOf = ({ isFloor, natsUrl }: RigSettings, dataDir: string): ServerSpec[] => {
  const services = isFloor ? ["identity", "supermarket-floor"] : ["identity", "payments", "supermarket"];
  if (!natsUrl) return [{ modules: services, hasGateway: true, dataDir }];
  const one = (modules: string[], hasGateway: boolean) => ({ modules, hasGateway, dataDir, natsUrl });
  return [...services.map((name) => one([name], false)), one([], true)];
};

/** Starts processes one after the other. */
export const startAll = async (specs: readonly ServerSpec[]) => {
  const started: { spec: ServerSpec; server: ServerProcess; addresses: Answers["start"] }[] = [];
  for (const spec of specs) {
    const server = forkServer();
    started.push({ spec, server, addresses: await server.ask({ do: "start", spec }) });
  }
  return started;
};

/** Payers with phones, and a shelf that does not run empty. */
const seed = async (payments: ServerProcess, supermarket: ServerProcess, { trades, payers }: RigSettings) => {
  if (trades) {
    await payments.ask({ do: "fill payments", trades });
    await supermarket.ask({ do: "fill supermarket", trades });
  }
  await supermarket.ask({ do: "seed shelf" });
  const run = Date.now().toString(36);
  return payments.ask({ do: "seed payers", users: payers, devicesPerUser: DEVICES_PER_PAYER, run });
};

const makeSeeder = async (rig: RigSettings, payments: ServerProcess, supermarket: ServerProcess) => {
  const devices = await seed(payments, supermarket, rig);
  const maker = new JobMaker(
    devices.map(({ deviceNumber, deviceSecret }) => ({
      deviceNumber,
      deviceSecret: Buffer.from(deviceSecret, "base64url"),
    })),
  );
  return async (count: number): Promise<Job[]> => {
    const jobs = maker.make(count);
    await supermarket.ask({ do: "seed baskets", ids: jobs.map(({ basketId }) => basketId) });
    return jobs;
  };
};

const sumOf = (counts: readonly Answers["settle"][]): Answers["settle"] => ({
  cpuMs: counts.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  storeOperations: counts.reduce((sum, { storeOperations }) => sum + storeOperations, 0),
  commits: counts.reduce((sum, { commits }) => sum + commits, 0),
});

/** Runs load between two readings of what the processes have used. */
export const measure = async (processes: readonly ServerProcess[], load: () => Promise<Slice>): Promise<Measured> => {
  const read = async () => sumOf(await Promise.all(processes.map((server) => server.ask({ do: "settle" }))));
  const before = await read();
  const slice = await load();
  const after = await read();
  return {
    ...slice,
    cpuMs: after.cpuMs - before.cpuMs,
    storeOperations: after.storeOperations - before.storeOperations,
    commits: after.commits - before.commits,
  };
};

/** Starts the processes, seeds what a checkout needs, and opens the doors. */
export const startRig = async (settings: RigSettings): Promise<Rig> => {
  const dataDir = settings.dataDir ?? (await mkdtemp(join(tmpdir(), "paywindow-bench-")));
  const started = await startAll(specsOf(settings, dataDir));
  const processes = started.map(({ server }) => server);
  const find = (...names: string[]): ServerProcess => {
    const found = started.find(({ spec }) => spec.modules.some((name) => names.includes(name)));
    return (found ?? (started[0] as (typeof started)[0])).server;
  };
  const supermarket = find("supermarket", "supermarket-floor");
  const { httpAddress, grpcAddress } = (started.at(-1) as (typeof started)[0]).addresses;
  const token = await signIn(httpAddress, "cashier1");
  const doors: Record<"grpc" | "http", OpenDoor> = {
    grpc: openGrpc(grpcAddress, token),
    http: openHttp(httpAddress, token),
  };
  const checkouts = settings.isFloor ? undefined : await makeSeeder(settings, find("payments"), supermarket);
  const jobsFor = async (kind: Kind, count: number) =>
    checkouts ? checkouts(count) : makeFloorJobs(kind === "checkout" ? "floor" : kind, count);
  return {
    processes,
    supermarket,
    runClosed: async (kind, door, { callers, ms, jobs: count }) => {
      const jobs = await jobsFor(kind, count);
      if (door === "in process")
        return measure(processes, () => supermarket.ask({ do: "run in process", jobs, concurrency: callers, ms }));
      return measure(processes, () => runClosed(doors[door].send, jobs, callers, ms));
    },
    runConstant: async (kind, door, { perSecond, ms }) => {
      const jobs = await jobsFor(kind, Math.ceil((perSecond * ms) / 1_000));
      return measure(processes, () => runConstant(doors[door].send, jobs, perSecond));
    },
    stop: async () => {
      doors.grpc.close();
      doors.http.close();
      for (const { server } of started.toReversed()) await server.stop();
      if (settings.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
