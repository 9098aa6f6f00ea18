/**
 * Goal: at whatever point the process dies between hold, payment and redemption, both stay or neither (O6, M5, P2). Method: marketing and payments in a process of
 * their own, over files, sell with a coupon, and are killed at each marked point. Then they start again over the same files; in one case the till repeats its
 * request, in the other nobody does and the recovery is left alone. The coupon, the trade, the wallet and the proof of the coupons must agree.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { openStore } from "../../../kernel/store/open-store.ts";
import { CouponState } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { type DoomedSale, payAndRedeem, startDoomed } from "../testing/doomed-marketing.ts";
import { anId } from "../testing/marketing-world.ts";
import { verifyCoupons } from "../verify-coupons.ts";

const SCRIPT = fileURLToPath(new URL("../testing/doomed-marketing.ts", import.meta.url));
const shopper: Caller = { kind: "user", id: "usr_demoshopper1" };
let now = new Date("2026-11-23T02:00:00.000Z");

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "paywindow-doomed-"));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** A clean life over the files, and what it finds. */
const live = async <T>(work: (doomed: Awaited<ReturnType<typeof startDoomed>>) => Promise<T>): Promise<T> => {
  now = new Date(now.getTime() + 5_000);
  const doomed = await startDoomed({ dataDir, now: now.toISOString() });
  const result = await work(doomed).finally(() => doomed.node.stop());
  now = doomed.clock.now();
  return result;
};

const balanceOf = async ({ payments }: Awaited<ReturnType<typeof startDoomed>>) =>
  (await payments.getWallet({}, { caller: shopper })).available!.minorUnits;

/** Anybody's coupon to be paid for by a wallet with money; one that fails by a code of nobody's. */
const aSale = (paymentCode?: string) =>
  live(async (doomed) => {
    const { till, payments, caller } = doomed;
    const discount = { kind: 1, amount: { minorUnits: 500n, currencyCode: "CNY" }, basisPoints: 0 } as const;
    const campaign = await till.createCampaign(
      {
        ...{ merchantId: "mer_demomarket", name: "减5元", nameEn: "5 off", issueRule: 4, paidFrom: undefined },
        discount: { ...discount, cap: undefined, minimumSpend: undefined },
        validity: { validFrom: undefined, validUntil: undefined, validDays: 30, storeIds: [] },
        limits: { total: 1, perUser: 1, budget: undefined },
      },
      { caller, idempotencyKey: aKey() },
    );
    const which = { merchantId: "mer_demomarket", campaignId: campaign.campaignId };
    await till.publishCampaign(which, { caller });
    const issue = { ...which, userIds: [], bearerCount: 1 };
    const { coupons } = await till.issueCoupons(issue, { caller, idempotencyKey: aKey() });
    const code = paymentCode ?? (await payments.issuePaymentCode({ deviceId: "" }, { caller: shopper })).paymentCode;
    const sale: DoomedSale = {
      ...{ dataDir, now: doomed.clock.now().toISOString(), merchantTradeId: anId("sale"), key: aKey() },
      ...{ couponCode: coupons[0]!.code, paymentCode: code },
    };
    return { sale, campaignId: campaign.campaignId, before: await balanceOf(doomed) };
  });

/** Runs it until it dies; resolves with the signal, or the code of one that did not. */
const dieAt = async (point: string, sale: DoomedSale): Promise<string> => {
  const env = { ...process.env, NODE_ENV: "test", PAYWINDOW_TEST_FAULT_POINTS: point };
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(sale)], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code, signal] = await once(child, "exit");
  return String(signal ?? code);
};

test.each([
  ...["redeem.holding", "redeem.held", "redeem.asked", "redeem.redeeming"].flatMap((point) => [
    [point, "repeats", undefined] as const,
    [point, "is gone", undefined] as const,
  ]),
  ["redeem.refused", "repeats", "281234567812345678"] as const,
  ["redeem.refused", "is gone", "281234567812345678"] as const,
])("O6, M5, P2: killed at %s, and the till %s", async (point, till, paymentCode) => {
  const { sale, campaignId, before } = await aSale(paymentCode);
  expect(await dieAt(point, sale)).toBe("SIGKILL");
  const after = await live(async (doomed) => {
    const repeated = till === "repeats" ? await payAndRedeem(doomed, sale).catch(() => undefined) : undefined;
    for (let second = 0; second < 120; second += 10) {
      doomed.clock.advance(10_000);
      await doomed.node.runJob("marketing", "recover-holds");
    }
    await doomed.node.drainEvents();
    const { merchantId } = { merchantId: "mer_demomarket" };
    const report = await doomed.till.getCampaignReport({ merchantId, campaignId }, { caller: doomed.caller });
    return { repeated, report, paid: before - (await balanceOf(doomed)) };
  });
  const { held, redeemed, free } = after.report;
  expect({ held, used: redeemed + free }).toEqual({ held: 0, used: 1 });
  expect(after.paid).toBe(redeemed === 1 ? 9_500n : 0n);
  if (after.repeated) expect(after.repeated.coupon?.state).toBe(CouponState.COUPON_STATE_REDEEMED);
  if (point === "redeem.asked" || point === "redeem.redeeming") expect(redeemed).toBe(1);
  if (point === "redeem.refused") expect(redeemed).toBe(0);
  const store = await openStore({ name: "marketing", dataDir });
  expect((await verifyCoupons(store)).mismatches).toEqual([]);
  await store.close();
});
