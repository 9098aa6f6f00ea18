/**
 * `npm run loadtest [-- --smoke] [--rate N] [--seconds N] [--out FOLDER]`: starts the platform on a folder of its own, puts k6 on its checkout over gRPC and over
 * HTTP (constant rate, then a ramp), checks every answer, writes a summary page, stops the platform, and proves ledger and stock of what it left.
 * Exits 0 when all of it holds, 1 when not, 2 where k6 cannot be had.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Platform, startPlatform } from "../kernel/harness/platform.ts";
import { buildK6, canHaveK6, findK6, HOW_TO_GET_K6 } from "../loadtest/k6/find-k6.ts";
import { makePlan } from "../loadtest/k6/plan.ts";
import { seedStores } from "../loadtest/k6/seed-stores.ts";

const ROOT = resolve(import.meta.dirname, "..");

const { values: options } = parseArgs({
  options: {
    smoke: { type: "boolean", default: false },
    rate: { type: "string" },
    seconds: { type: "string" },
    out: { type: "string", default: join(ROOT, ".cache", "loadtest") },
  },
});
const isSmoke = options.smoke;
const settings = {
  isSmoke,
  perSecond: Number(options.rate ?? (isSmoke ? 10 : 60)),
  seconds: Number(options.seconds ?? (isSmoke ? 2 : 30)),
};

/** Runs k6 to its end; true when every check and threshold held. */
const runK6 = async (k6: string, platform: Platform, folder: string, devices: object): Promise<boolean> => {
  const outFolder = resolve(options.out);
  mkdirSync(outFolder, { recursive: true });
  const [planFile, devicesFile] = [join(folder, "plan.json"), join(folder, "devices.json")];
  const places = { httpAddress: platform.address, grpcAddress: platform.grpcAddress, protoFolder: join(ROOT, "proto") };
  const plan = { ...makePlan(settings), ...places, devicesFile, outFolder, run: Date.now().toString(36) };
  writeFileSync(planFile, JSON.stringify(plan));
  writeFileSync(devicesFile, JSON.stringify(devices));
  const script = join(ROOT, "loadtest/k6/checkout.js");
  const child = spawn(k6, ["run", "--no-usage-report", "--quiet", "--no-color", script], {
    stdio: "inherit",
    env: { ...process.env, PLAN: planFile },
  });
  const [code] = await once(child, "exit");
  console.log(`summary: ${join(outFolder, "summary.html")}`);
  return code === 0;
};

/** Runs `npm run ledger:verify` (or stock:verify) on what the platform left. */
const verify = (script: "verify-ledger" | "verify-stock", dataDir: string): boolean => {
  const env = { ...process.env, PAYWINDOW_DATA: dataDir, MONGODB_URI: "" };
  const { status } = spawnSync(process.execPath, [join(ROOT, `scripts/${script}.ts`)], { env, stdio: "inherit" });
  return status === 0;
};

const run = async (k6: string): Promise<boolean> => {
  const folder = mkdtempSync(join(tmpdir(), "paywindow-loadtest-"));
  const dataDir = join(folder, "data");
  try {
    const devices = await seedStores(dataDir, makePlan(settings).deviceCount);
    const platform = await startPlatform({ dataDir, env: { PAYWINDOW_RATE_LIMIT: "0" } });
    const held = await runK6(k6, platform, folder, devices).finally(() => platform.stop());
    const proofs = [verify("verify-ledger", dataDir), verify("verify-stock", dataDir)];
    return held && proofs.every((proof) => proof);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

if (canHaveK6()) {
  const found = findK6();
  if (!found) console.log("building k6, once; this takes minutes");
  process.exitCode = (await run(found ?? buildK6())) ? 0 : 1;
} else {
  console.error(HOW_TO_GET_K6);
  process.exitCode = 2;
}
