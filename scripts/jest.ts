/**
 * Runs kinds of tests with Jest, which needs Node's VM modules to run ES modules: unit, mesh, web, and nats and grpc (the tests of services, over that
 * remote door). Several kinds run one after the other: `jest.ts mesh,nats,grpc`. Arguments after the kinds go to Jest.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const [kinds = "unit", ...rest] = process.argv.slice(2);
const jest = fileURLToPath(new URL("../node_modules/jest/bin/jest.js", import.meta.url));

const run = async (kind: string): Promise<number> => {
  const door = kind === "nats" || kind === "grpc" ? { PAYWINDOW_TEST_DOOR: kind } : {};
  const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
  const env = { ...process.env, PAYWINDOW_TESTS: kind, ...door };
  const child = spawn(process.execPath, [...flags, jest, ...rest], { stdio: "inherit", env });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, forward);
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, forward);
  if (signal) process.exit(1);
  return code ?? 0;
};

for (const kind of kinds.split(",")) process.exitCode = Math.max(Number(process.exitCode ?? 0), await run(kind));
