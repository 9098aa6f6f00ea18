/**
 * Goal: whatever moment the process dies at, no payment is lost or doubled and no stock or hold stays behind (P2, P14, P25, P29, V3).
 * Method: four tills check out at the HTTP door while the process is killed at random; what a till had begun it sends again, with the same basket and
 * key, until it is answered. After every kill the ledger is verified on the files as they were left; at the end receipts, wallets and stock agree.
 */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "@jest/globals";
import { signIn } from "../../kernel/harness/http-client.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { openTill, readShelf, type Sale, type Till } from "../testing/till.ts";

const ROUNDS = Number(process.env["PAYWINDOW_CRASH_ROUNDS"] ?? 20);
const TILLS = 4;
const SHOPPERS = ["shopper1", "shopper2"];

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

/** What the tills have begun and what was answered, over all lives of the process. */
const open = new Map<string, Sale>();
const receipts = new Map<string, { readonly tradeId: string; readonly total: { readonly minorUnits: string } }>();

/** Sends one sale; true when it is answered for good. A refusal ends it: a code that ran out while the process was away, say. */
const settle = async (till: Till, sale: Sale, barcode: string): Promise<boolean> => {
  const put = await till.put(sale, [{ barcode, quantity: 1 }]);
  if (put.status !== 200 && put.body.reason !== "BASKET_NOT_OPEN") return false;
  sale.paymentCode ||= await till.code();
  const answer = await till.checkOut(sale);
  if (answer.status !== 200 && answer.body.retryable) return false;
  if (answer.status === 200) receipts.set(sale.basketId, answer.body);
  open.delete(sale.basketId);
  return true;
};

/** Sells until the process is gone: then a call fails as a whole, and its sale stays open. */
const keepSelling = async (till: Till, barcode: string): Promise<void> => {
  for (;;) {
    const sale = till.newSale();
    open.set(sale.basketId, sale);
    await settle(till, sale, barcode);
  }
};

const settleOpenSales = async (till: Till, barcode: string): Promise<void> => {
  for (const sale of [...open.values()])
    for (let tries = 0; !(await settle(till, sale, barcode)); tries++) {
      expect(tries).toBeLessThan(50);
      await pause(100);
    }
};

const openTills = (): Promise<Till[]> =>
  Promise.all(
    Array.from({ length: TILLS }, (_, index) =>
      openTill(platform.address, `till-${index}`, SHOPPERS[index % SHOPPERS.length]),
    ),
  );

/** One life of the process: what the last one left open is settled, then the tills sell until the kill. */
const liveAndDie = async (): Promise<void> => {
  const tills = await openTills();
  const [first] = tills as [Till];
  const { barcode } = (await readShelf(first.cashier)).find(({ available }) => available > 1_000)!;
  await settleOpenSales(first, barcode);
  const selling = Promise.allSettled(tills.map((till) => keepSelling(till, barcode)));
  await pause(randomInt(20, 300));
  await platform.kill();
  // `fetch failed` is the killed process; anything else is a fault of ours.
  for (const result of await selling)
    if (result.status === "rejected" && !/fetch failed|terminated/.test(result.reason.message)) throw result.reason;
  verify("verify-ledger");
};

const balances = (): Promise<bigint[]> =>
  Promise.all(
    SHOPPERS.map(async (login) => {
      const wallet = await (await signIn(platform.address, login)).get("/v1/payments/get-wallet");
      expect(wallet.body.held?.minorUnits ?? "0").toBe("0");
      return BigInt(wallet.body.available.minorUnits);
    }),
  );

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

test(`P2, P14, P25, P29: ${ROUNDS} random kills under checkout load lose nothing, double nothing, leave nothing behind`, async () => {
  await start();
  const before = sum(await balances());
  for (let round = 0; round < ROUNDS; round++) {
    await liveAndDie();
    await start(platform.dataDir);
  }
  const [till] = (await openTills()) as [Till];
  const { barcode } = (await readShelf(till.cashier)).find(({ available }) => available > 1_000)!;
  await settleOpenSales(till, barcode);

  const charged = before - sum(await balances());
  const answered = sum([...receipts.values()].map(({ total }) => BigInt(total.minorUnits)));
  expect(receipts.size).toBeGreaterThan(ROUNDS);
  expect(charged).toBe(answered);
  expect(new Set([...receipts.values()].map(({ tradeId }) => tradeId)).size).toBe(receipts.size);
  for (const [basketId, receipt] of receipts) {
    const kept = await till.cashier.get(`/v1/supermarket/get-receipt?basketId=${basketId}`);
    expect(kept.body).toEqual(receipt);
  }
  await platform.stop();
  verify("verify-ledger");
  verify("verify-stock");
}, 600_000);
