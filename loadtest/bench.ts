/**
 * `npm run bench [-- --quick] [--json] [--trades N] [--no-mesh] [--seconds N] [--rounds N]`: measures the checkout against its floors in one run, and says where
 * the time goes. Nothing in it passes or fails by a time; it exits 1 where an answer was not OK. docs/performance.md explains the figures.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { cpus, homedir, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type NatsServer, startNatsServer } from "../kernel/harness/nats-server.ts";
import { type Figure, measureDoors, measureSteady, measureStores, type Pair, type Plan } from "./bench/measure.ts";
import { measurePayments } from "./bench/measure-payments.ts";
import type { LayerShare } from "./bench/profile.ts";
import { type BenchReport, figuresOf, formatReport } from "./bench/report.ts";
import { type DoorName, type Rig, startRig } from "./bench/rig.ts";

const CALLERS = 64;
const DOORS: readonly DoorName[] = ["grpc", "http", "in process"];

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    "no-mesh": { type: "boolean", default: false },
    trades: { type: "string" },
    seconds: { type: "string" },
    rounds: { type: "string" },
  },
});
const isQuick = options.quick;
const plan: Plan = {
  rounds: Number(options.rounds ?? (isQuick ? 1 : 5)),
  ms: Number(options.seconds ?? (isQuick ? 0.8 : 2)) * 1_000,
  callers: CALLERS,
};
const trades = Number(options.trades ?? (isQuick ? 0 : 100_000));
/** A phone shows one code a second, so a faster checkout needs more phones. */
const payers = isQuick ? 200 : 600;

const print = (text: string) => process.stdout.write(`${text}\n`);
/** Progress goes beside the report, so that `--json` stays clean. */
const note = (text: string) => process.stderr.write(`${text}\n`);

/** Runs work on rigs and ends them, whatever comes of it. */
const withRigs = async <T>(
  starts: readonly (() => Promise<Rig>)[],
  work: (...rigs: Rig[]) => Promise<T>,
): Promise<T> => {
  const rigs: Rig[] = [];
  try {
    for (const start of starts) rigs.push(await start());
    return await work(...rigs);
  } finally {
    for (const rig of rigs) await rig.stop();
  }
};

const measureSize = async (pair: Pair, doors: readonly DoorName[]) => {
  const figures = await measureDoors(pair, doors, plan);
  const steady: Figure[] = [];
  for (const door of isQuick ? (["grpc"] as const) : (["grpc", "http"] as const))
    steady.push(...(await measureSteady(pair, door, plan)));
  return { figures, steady };
};

const profileOf = async (rig: Rig): Promise<LayerShare[]> => {
  await rig.supermarket.ask({ do: "start profile" });
  await rig.runClosed("checkout", "grpc", { callers: CALLERS, ms: plan.ms * 2, jobs: 4_000 });
  return rig.supermarket.ask({ do: "stop profile" });
};

const measureEmbedded = () =>
  withRigs(
    [() => startRig({ isFloor: false, payers }), () => startRig({ isFloor: true, payers: 0 })],
    async (checkout, floor) => {
      const measured = await measureSize({ checkout: checkout as Rig, floor: floor as Rig }, DOORS);
      const profile = await profileOf(checkout as Rig);
      return { ...measured, profile, peakMemoryMb: (checkout as Rig).supermarket.peakMemoryMb() };
    },
  );

/** Each mesh has a server of its own: over one, platform and floor would answer each other's calls. */
const measureMesh = (servers: { readonly checkout: NatsServer; readonly floor: NatsServer }) =>
  withRigs(
    [
      () => startRig({ isFloor: false, payers, natsUrl: servers.checkout.url }),
      () => startRig({ isFloor: true, payers: 0, natsUrl: servers.floor.url }),
    ],
    (checkout, floor) => measureSize({ checkout: checkout as Rig, floor: floor as Rig }, ["grpc", "http"]),
  );

/** The full store is kept outside the repository: making a million trades takes minutes. */
const fullStore = join(homedir(), ".cache", "paywindow", "bench", `trades-${trades}-v2`);

const startFullStore = async (): Promise<Rig> => {
  const dataDir = fullStore;
  const mark = join(dataDir, "filled");
  if (!existsSync(mark)) {
    note(`filling a store with ${trades} trades (kept in ${dataDir})`);
    rmSync(dataDir, { recursive: true, force: true });
  }
  const rig = await startRig({ isFloor: false, payers, dataDir, trades: existsSync(mark) ? undefined : trades });
  writeFileSync(mark, "");
  return rig;
};

const measureFullStore = () =>
  withRigs([() => startRig({ isFloor: false, payers }), startFullStore], (empty, full) =>
    measureStores(empty as Rig, full as Rig, plan),
  );

const measureMeshWhereThereIsNats = async () => {
  if (isQuick || options["no-mesh"]) return undefined;
  const servers: NatsServer[] = [];
  try {
    for (let count = 0; count < 2; count++) servers.push(await startNatsServer());
  } catch (error) {
    note(`no mesh is measured: ${(error as Error).message}`);
    return undefined;
  }
  note("measuring the mesh");
  const [checkout, floor] = servers as [NatsServer, NatsServer];
  return measureMesh({ checkout, floor }).finally(() => Promise.all(servers.map((server) => server.close())));
};

const run = async (): Promise<BenchReport> => {
  const machine = {
    ...{ cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version, load: loadavg()[0] ?? 0 },
  };
  note("measuring the embedded platform");
  const embedded = await measureEmbedded();
  const mesh = await measureMeshWhereThereIsNats();
  const stores = trades > 0 ? { trades, figures: await measureFullStore() } : undefined;
  note("measuring payments alone");
  const paying = await measurePayments(plan, { payers, ...(stores && { fullStore }) });
  return {
    ...{ machine, callers: CALLERS, stores, payments: paying },
    doors: { embedded: embedded.figures, ...(mesh && { mesh: mesh.figures }) },
    steady: { embedded: embedded.steady, ...(mesh && { mesh: mesh.steady }) },
    profile: embedded.profile,
    peakMemoryMb: embedded.peakMemoryMb,
  };
};

const report = await run();
print(options.json ? JSON.stringify(report, null, 2) : formatReport(report));
process.exitCode = figuresOf(report).some(({ failures }) => Object.keys(failures).length > 0) ? 1 : 0;
