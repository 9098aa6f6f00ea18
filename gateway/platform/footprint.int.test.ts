/** Goal: an idle platform is small, keeps its data over a restart, and begins anew when asked. Method: the process itself, as `npm start` runs it. */
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "@jest/globals";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { openTill, readShelf } from "../testing/till.ts";

const running: Platform[] = [];
const start = async (...settings: Parameters<typeof startPlatform>): Promise<Platform> => {
  const platform = await startPlatform(...settings);
  running.push(platform);
  return platform;
};
afterEach(async () => {
  for (const platform of running.splice(0)) await platform.remove();
});

const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("an idle platform holds at most 250 MB", async () => {
  const platform = await start();
  await pause(2_000);
  expect(residentMegabytes(platform.pid)).toBeLessThan(250);
});

test("what was paid survives a restart, and --fresh begins anew", async () => {
  const first = await start();
  const till = await openTill(first.address, "till-1");
  const full = await till.balance();
  const [item] = await readShelf(till.cashier);
  const sale = till.newSale();
  await till.put(sale, [{ barcode: item!.barcode, quantity: 1 }]);
  sale.paymentCode = await till.code();
  expect((await till.checkOut(sale)).status).toBe(200);
  await first.stop();

  const second = await start({ dataDir: first.dataDir });
  const again = await openTill(second.address, "till-1");
  expect(await again.balance()).toBe(full - item!.priceFen);
  const replay = await again.checkOut(sale);
  expect([replay.status, replay.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
  await second.stop();

  const third = await start({ dataDir: first.dataDir, args: ["--fresh"] });
  expect(await (await openTill(third.address, "till-1")).balance()).toBe(full);
}, 60_000);

test("a second platform on the same data folder is refused, and told what to do", async () => {
  const first = await start();
  await expect(startPlatform({ dataDir: first.dataDir })).rejects.toThrow("MONGODB_URI");
});

test("a port that is taken is said so", async () => {
  const first = await start();
  const port = new URL(first.address).port;
  await expect(startPlatform({ env: { PAYWINDOW_PORT: port } })).rejects.toThrow("PAYWINDOW_PORT");
});

test("SIGTERM ends it with 0", async () => {
  const platform = await start();
  await platform.stop();
  expect(platform.exitCode()).toBe(0);
});
