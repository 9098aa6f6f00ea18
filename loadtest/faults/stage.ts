import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openShopFloor, type ShopFloor } from "../../gateway/testing/shop-floor.ts";
import { type CutLine, startCutLine } from "../../kernel/harness/cut-line.ts";
import { CHECKOUT_SERVICES, GATEWAY, type Mesh, startMesh } from "../../scripts/mesh/start-mesh.ts";
import type { Supervised } from "../../scripts/mesh/supervise.ts";
import { mountSmallDisk, type SmallDisk } from "./disk.ts";

/** Services that keep what people pay with; the two whose stores are verified. */
export const KEEPERS = ["payments", "supermarket"] as const;
export const NODES = [...CHECKOUT_SERVICES, GATEWAY] as const;

/** A mesh of real processes that can be broken in every way, with tills in front of it. */
export interface Stage {
  readonly mesh: Mesh;
  readonly floor: ShopFloor;
  /** Each node's way to nats. */
  readonly lines: ReadonlyMap<string, CutLine>;
  /** The keepers' disks, where small disks can be made here. */
  readonly disks: ReadonlyMap<string, SmallDisk>;
  process(name: string): Supervised;
  /** Where a service keeps its store. */
  dataDirOf(name: string): string;
  /** Puts a node's clock forward or back. */
  shiftClock(name: string, ms: number): void;
  /** What the processes printed lately. */
  log(): string;
  close(): Promise<void>;
}

const LOG_LINES = 400;
const env = {
  ...{ MONGODB_URI: "", NATS_URL: "", OTEL_EXPORTER_OTLP_ENDPOINT: "", PAYWINDOW_MESH_SECRET: "" },
  ...{ PAYWINDOW_PORT: "0", PAYWINDOW_RATE_LIMIT: "0", NODE_ENV: "test", PAYWINDOW_LOG_LEVEL: "warn" },
  NODE_COMPILE_CACHE: "node_modules/.cache/node",
};

const mountDisks = (dataDirOf: (name: string) => string): Map<string, SmallDisk> => {
  const disks = new Map<string, SmallDisk>();
  for (const name of KEEPERS) {
    const disk = mountSmallDisk(dataDirOf(name));
    if (disk) disks.set(name, disk);
  }
  return disks;
};

/** The last lines that the processes printed. */
const keepLines = () => {
  const kept: string[] = [];
  const print = (name: string, line: string) => {
    kept.push(`${name} | ${line}`);
    if (kept.length > LOG_LINES) kept.shift();
  };
  return { print, text: () => kept.join("\n") };
};

/** Starts the mesh with the demo's data and opens the tills. */
export const openStage = async (door: string): Promise<Stage> => {
  const folder = mkdtempSync(join(tmpdir(), "paywindow-faults-"));
  const dataDirOf = (name: string) => join(folder, name);
  const clockFileOf = (name: string) => join(folder, `${name}.clock`);
  const lines = new Map<string, CutLine>();
  const disks = mountDisks(dataDirOf);
  const log = keepLines();
  let mesh: Mesh | undefined;
  const close = async (): Promise<void> => {
    await mesh?.stop();
    for (const line of lines.values()) await line.close();
    for (const disk of disks.values()) disk.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  const natsUrlOf = async (name: string, natsUrl: string): Promise<string> => {
    const line = await startCutLine(natsUrl);
    lines.set(name, line);
    return line.url;
  };
  const envOf = (name: string) => ({ PAYWINDOW_DATA: dataDirOf(name), PAYWINDOW_TEST_CLOCK: clockFileOf(name) });
  try {
    const common = { ...process.env, ...env, PAYWINDOW_DOOR: door, PAYWINDOW_DATA: folder };
    mesh = await startMesh({ services: CHECKOUT_SERVICES, env: common, print: log.print, natsUrlOf, envOf });
    return {
      ...{ mesh, floor: await openShopFloor(mesh.address), lines, disks, dataDirOf, log: log.text, close },
      process: (name) => (mesh as Mesh).processes.get(name) as Supervised,
      shiftClock: (name, ms) => writeFileSync(clockFileOf(name), String(ms)),
    };
  } catch (error) {
    await close();
    throw new Error(`the mesh did not start: ${(error as Error).message}\n${log.text()}`);
  }
};
