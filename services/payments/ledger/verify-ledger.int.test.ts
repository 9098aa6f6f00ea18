/** Goal: the proof passes sound books and finds what is wrong between trades and the ledger. Method: real trades, then one tampering each, then put right. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readConfig } from "../../../kernel/config/read-config.ts";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { startNode } from "../../../kernel/node/start-node.ts";
import { openStore } from "../../../kernel/store/open-store.ts";
import { payments } from "../payments.service.ts";
import { aPayment, aRefund, cny, MERCHANT } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { verifyLedger } from "./verify-ledger.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
  const cashier = world.as("cashier");
  const code = () => world.code();
  const paid = await cashier.payTrade(aPayment({ paymentCode: await code() }), { idempotencyKey: aKey() });
  await cashier.refundTrade(aRefund(paid.tradeId));
  const authorize = async () =>
    cashier.authorizeTrade(aPayment({ paymentCode: await code() }), { idempotencyKey: aKey() });
  const captured = await authorize();
  await cashier.captureTrade({ merchantId: MERCHANT, tradeId: captured.tradeId, amount: cny(1n) });
  const closed = await authorize();
  await cashier.closeTrade({ merchantId: MERCHANT, tradeId: closed.tradeId, merchantTradeId: "" });
  await authorize();
});
afterAll(() => world.stop());

test("P25: sound books: every figure, no problem", async () => {
  expect(await verifyLedger(world.store)).toEqual({
    accounts: 5,
    entries: 6,
    trades: 4,
    currencies: [{ currencyCode: "CNY", accounts: 5, debits: 2_166_001n, credits: 2_166_001n, held: 10_000n }],
    problems: 0,
    mismatches: [],
    orphanHolds: [],
  });
});

const raw = (model: string) => world.store.connection.model(model).collection;

/** Changes one document behind the models' back, proves, and puts it back. */
const tamper = async (model: string, filter: object, change: object | undefined): Promise<string> => {
  const before = await raw(model).findOne(filter);
  if (!before) throw new Error(`no ${model} to tamper with`);
  const _id = before._id;
  if (change) await raw(model).updateOne({ _id }, change);
  else await raw(model).deleteOne({ _id });
  const { mismatches } = await verifyLedger(world.store);
  await raw(model).deleteOne({ _id });
  await raw(model).insertOne(before);
  return mismatches.join("\n");
};

describe("the proof finds", () => {
  const paid = { state: "SUCCESS", holdId: { $exists: false } };
  test.each<[string, string, object, object | undefined, RegExp]>([
    [
      "a payment without its trade",
      "Trade",
      paid,
      undefined,
      /entry ent_\w+ moved money for trd_\w+, which does not exist/,
    ],
    [
      "a trade that claims to be closed",
      "Trade",
      paid,
      { $set: { state: "CLOSED" } },
      /is CLOSED, but entry ent_\w+ moved money/,
    ],
    [
      "a trade that claims to be paid",
      "Trade",
      { state: "CLOSED" },
      { $set: { state: "SUCCESS" } },
      /is SUCCESS, but no entry moved/,
    ],
    ["a trade paid by another", "Trade", paid, { $set: { payerUserId: "usr_other" } }, /is not its payment/],
    ["a trade of another amount", "Trade", paid, { $set: { paidAmount: 9_999n } }, /is not its payment/],
    [
      "a refund that the trade forgot",
      "Trade",
      paid,
      { $set: { refundedAmount: 0n } },
      /refundedAmount is 0, its refunds come to 6000/,
    ],
    ["a refund that is lost", "Refund", {}, undefined, /refundedAmount is 6000, its refunds come to 0/],
    [
      "a refund of another amount",
      "Refund",
      {},
      { $set: { amount: 5_999n } },
      /refund rfd_\w+ is SUCCESS, which is not what its entries moved/,
    ],
    ["more refunded than paid", "Trade", paid, { $set: { paidAmount: 1n } }, /more is refunded than was paid/],
    [
      "a final trade that still holds money",
      "Trade",
      { state: "AUTHORIZED" },
      { $set: { state: "CLOSED" } },
      /is CLOSED, but its hold is HELD/,
    ],
    ["a held trade without its hold", "LedgerHold", { state: "HELD" }, undefined, /the ledger has undefined/],
    [
      "P28: an orphan hold",
      "Trade",
      { state: "AUTHORIZED" },
      undefined,
      /hold hld_\w+ is open for a trade that does not exist/,
    ],
  ])("%s", async (_, model, filter, change, expected) => {
    expect(await tamper(model, filter, change)).toMatch(expected);
    expect((await verifyLedger(world.store)).problems).toBe(0);
  });
});

describe("npm run ledger:verify", () => {
  const script = new URL("../../../scripts/verify-ledger.ts", import.meta.url).pathname;
  const run = (dataDir: string, ...args: string[]) => {
    const env = { PATH: process.env["PATH"], PAYWINDOW_DATA: dataDir };
    const running = promisify(execFile)(process.execPath, [script, ...args], { env });
    return running.then(
      ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  };

  test("says what is there, what is not, and who has the store open", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "paywindow-ledger-"));
    try {
      expect(await run(dataDir)).toMatchObject({ code: 2, stderr: expect.stringContaining("there is no store at") });
      const settings = { PAYWINDOW_DATA: dataDir, PAYWINDOW_PORT: "0", PAYWINDOW_LOG_LEVEL: "silent" };
      const node = await startNode({ modules: [payments], config: readConfig(settings, []) });
      expect(await run(dataDir)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("stop it first"),
      });
      await node.stop();
      const sound = await run(dataDir);
      expect(sound).toMatchObject({ code: 0, stdout: expect.stringContaining("the ledger is sound") });
      expect(sound.stdout).toContain("CNY: 4 accounts, debits 21500.00 CNY, credits 21500.00 CNY, held 0.00 CNY");
      expect(JSON.parse((await run(dataDir, "--json")).stdout)).toMatchObject({ problems: 0, entries: 3, accounts: 4 });
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 60_000);

  test("exits 1 when the books are wrong, and says why", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "paywindow-ledger-"));
    try {
      const store = await openStore({ name: "payments", dataDir });
      const accounts = store.connection.collection("ledger_accounts");
      const zero = { postedDebits: 0n, postedCredits: 0n, held: 0n };
      const written = {
        _id: "wallet:usr_rich:CNY",
        kind: "wallet",
        owner: "usr_rich",
        currencyCode: "CNY",
        ...zero,
        available: 100n,
      };
      await accounts.insertOne(written as never);
      await store.close();
      const broken = await run(dataDir);
      expect(broken).toMatchObject({
        code: 1,
        stdout: expect.stringContaining("! account wallet:usr_rich:CNY: available is 100"),
      });
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 60_000);
});
