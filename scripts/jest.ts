/**
 * Runs kinds of tests with Jest, which needs Node's VM modules to run ES modules: unit, mesh, web, and nats and grpc (the tests of services, over that
 * remote door). Several kinds run one after the other: `jest.ts mesh,nats,grpc`. Arguments after the kinds go to Jest.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [kinds = "unit", ...rest] = process.argv.slice(2);
const jest = fileURLToPath(new URL("../node_modules/jest/bin/jest.js", import.meta.url));

const MEMORY_DISK = "/dev/shm";
const ROOM_BYTES = 4 * 1024 ** 3;

/**
 * Where the tests put their stores: in memory where the system has a disk there with room. No test outlives a loss of power, so none needs a disk's sync; what
 * `kill -9` leaves in a file is the same on both.
 */
const temporaryRoot = (): string => {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_DISK);
    return bavail * bsize >= ROOM_BYTES ? MEMORY_DISK : tmpdir();
  } catch {
    return tmpdir();
  }
};

const run = async (kind: string): Promise<number> => {
  const door = kind === "nats" || kind === "grpc" ? { PAYWINDOW_TEST_DOOR: kind } : {};
  const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
  const folder = mkdtempSync(join(temporaryRoot(), "paywindow-tests-"));
  const env = { ...process.env, PAYWINDOW_TESTS: kind, TMPDIR: folder, ...door };
  const child = spawn(process.execPath, [...flags, jest, ...rest], { stdio: "inherit", env });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, forward);
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, forward);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  if (signal) process.exit(1);
  return code ?? 0;
};

for (const kind of kinds.split(",")) process.exitCode = Math.max(Number(process.exitCode ?? 0), await run(kind));
