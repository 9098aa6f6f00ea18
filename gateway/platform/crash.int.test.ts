/**
 * Goal: whatever moment the process dies at, no payment is lost or doubled and no stock or hold stays behind (P2, P14, P25, P29, V3).
 * Method: four tills check out at the HTTP door while the process is killed at random; what a till had begun it sends again, with the same basket and
 * key, until it is answered. After every kill the ledger is verified on the files as they were left; at the end receipts, wallets and stock agree.
 */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "@jest/globals";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { openShopFloor, type ShopFloor } from "../testing/shop-floor.ts";

const ROUNDS = Number(process.env["PAYWINDOW_CRASH_ROUNDS"] ?? 20);

let platform: Platform;
afterAll(() => platform?.remove());

const start = async (dataDir?: string): Promise<void> => {
  platform = await startPlatform({ dataDir, env: { PAYWINDOW_RATE_LIMIT: "0" } });
};

/** Runs `npm run ledger:verify` (or stock:verify) on the data folder, and fails with its report. */
const verify = (script: "verify-ledger" | "verify-stock"): void => {
  const env = { ...process.env, PAYWINDOW_DATA: platform.dataDir, MONGODB_URI: "" };
  const result = spawnSync(process.execPath, [`scripts/${script}.ts`], { env, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`${script}: ${result.stdout}${result.stderr}`);
};

/** One life of the process: what the last one left open is settled, then the tills sell until the kill. */
const liveAndDie = async (floor: ShopFloor): Promise<void> => {
  await floor.settle(platform.address);
  const closing = new AbortController();
  const selling = floor.sell(platform.address, closing.signal);
  await pause(randomInt(20, 300));
  await platform.kill();
  closing.abort();
  await selling;
  verify("verify-ledger");
};

test(`P2, P14, P25, P29: ${ROUNDS} random kills under checkout load lose nothing, double nothing, leave nothing behind`, async () => {
  await start();
  const floor = await openShopFloor(platform.address);
  for (let round = 0; round < ROUNDS; round++) {
    await liveAndDie(floor);
    await start(platform.dataDir);
  }
  await floor.settle(platform.address);
  expect(floor.receipts.size).toBeGreaterThan(ROUNDS);
  expect(await floor.check(platform.address)).toEqual([]);
  await platform.stop();
  verify("verify-ledger");
  verify("verify-stock");
}, 600_000);
