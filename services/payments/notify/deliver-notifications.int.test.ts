/**
 * Goal: what is due is sent, in bounds, and noted once; what the transaction of the trade did not commit is never sent (P29, P31). Method: the service on a clock
 * that stands still, its job run by hand, a merchant's server on loopback.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { NOTIFY } from "../config.ts";
import { aPayment, aRefund, cny } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import type { NotificationRow } from "./notification-model.ts";

let world: PaymentsWorld;
let merchant: Server;
let notifyUrl: string;
let answer = "success";
const received: string[] = [];

beforeAll(async () => {
  world = await startPaymentsWorld();
  merchant = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push(new URLSearchParams(body).get("trade_no") ?? "");
    response.end(answer);
  });
  await new Promise<void>((resolve) => merchant.listen(0, "127.0.0.1", resolve));
  notifyUrl = `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/n`;
});
afterAll(async () => {
  merchant.closeAllConnections();
  merchant.close();
  await world.stop();
});
beforeEach(() => {
  received.length = 0;
  answer = "success";
});

const pay = async (overrides: object = {}) => {
  const request = aPayment({ paymentCode: await world.code(), amount: cny(100n), notifyUrl, ...overrides });
  return world.as("cashier").payTrade(request, { idempotencyKey: aKey() });
};
const rowsOf = (tradeId: string) => world.rows<NotificationRow>("Notification", { tradeId });
const rowOf = async (tradeId: string): Promise<NotificationRow> => (await rowsOf(tradeId))[0] as NotificationRow;

test("a payment writes one where the merchant gave an address, a refund another, and a refused payment none", async () => {
  const paid = await pay();
  await world.as("cashier").refundTrade(aRefund(paid.tradeId, { amount: cny(40n) }));
  expect((await rowsOf(paid.tradeId)).map(({ state, tries }) => ({ state, tries }))).toEqual([
    { state: "PENDING", tries: 0 },
    { state: "PENDING", tries: 0 },
  ]);
  const silent = await pay({ notifyUrl: "" });
  expect(await rowsOf(silent.tradeId)).toEqual([]);
  const before = (await world.rows("Notification")).length;
  await expect(pay({ amount: cny(99_999n + 1n) })).rejects.toMatchObject({ reason: "BALANCE_INSUFFICIENT" });
  expect(await world.rows("Notification")).toHaveLength(before);
});

test("P31: delivered once, and not again", async () => {
  const { tradeId } = await pay();
  await world.runJobs();
  expect(await rowOf(tradeId)).toMatchObject({ state: "DELIVERED", tries: 1, remark: "HTTP 200" });
  expect(await rowOf(tradeId)).not.toHaveProperty("nextTime");
  const sent = received.length;
  world.clock.advance(86_400_000);
  await world.runJobs();
  expect(received).toHaveLength(sent);
});

test("P31: tried sixteen times at its times, then given up; by hand it begins anew", async () => {
  answer = "fail";
  const { tradeId, merchantId } = await pay();
  await world.runJobs();
  const gapsS = [15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600];
  for (const seconds of gapsS) {
    world.clock.advance(seconds * 1_000 - 1);
    const before = received.length;
    await world.runJobs();
    expect(received).toHaveLength(before);
    world.clock.advance(1);
    await world.runJobs();
    expect(received).toHaveLength(before + 1);
  }
  expect(await rowOf(tradeId)).toMatchObject({ state: "EXHAUSTED", tries: 16, remark: "HTTP 200, not success" });
  answer = "success";
  await world.as("service").resendNotify({ merchantId, tradeId, merchantTradeId: "" });
  await world.runJobs();
  expect(await rowOf(tradeId)).toMatchObject({ state: "DELIVERED", tries: 1 });
});

test("P31: sent again after a success, and refused: it stays delivered", async () => {
  const { tradeId, merchantId } = await pay();
  await world.runJobs();
  answer = "fail";
  await world.as("service").resendNotify({ merchantId, tradeId, merchantTradeId: "" });
  await world.runJobs();
  expect(await rowOf(tradeId)).toMatchObject({ state: "DELIVERED", tries: 2 });
  expect(await rowOf(tradeId)).not.toHaveProperty("nextTime");
});

test("a host with much that is due does not keep another waiting", async () => {
  const busy = await Promise.all(Array.from({ length: NOTIFY.perHost + 3 }, () => pay()));
  const port = new URL(notifyUrl).port;
  const other = await pay({ notifyUrl: `http://localhost:${port}/n` });
  await world.runJobs();
  const states = await Promise.all(busy.map(async ({ tradeId }) => (await rowOf(tradeId)).state));
  expect(states.filter((state) => state === "DELIVERED")).toHaveLength(NOTIFY.perHost);
  expect((await rowOf(other.tradeId)).state).toBe("DELIVERED");
  await world.runJobs();
  expect((await rowOf(busy.at(-1)?.tradeId ?? "")).state).toBe("DELIVERED");
});

test("P31: of a till's trade a day long, sixteen times, where nobody understands; of one whose merchant agreed so, by Alipay's gaps", async () => {
  answer = "fail";
  const contract = (await world.as("operator").getMerchantContract({ merchantId: "mer_demomarket" })).contract;
  const own = await pay();
  const agreed = { merchantId: "mer_demomarket", contract: contract && { ...contract, notifySchedule: 2 as const } };
  await world.as("operator").setMerchantContract(agreed);
  const alipay = await pay();
  await world.as("operator").setMerchantContract({ merchantId: "mer_demomarket", contract });
  for (let tries = 0; tries < 200 && (await rowOf(own.tradeId)).state === "PENDING"; tries++) {
    await world.runJobs();
    const rows = await Promise.all([own, alipay].map(({ tradeId }) => rowOf(tradeId)));
    const next = rows.flatMap(({ nextTime }) => (nextTime ? [nextTime.getTime()] : []));
    if (next.length > 0) world.clock.advance(Math.max(0, Math.min(...next) - world.clock.now().getTime()));
  }
  expect(await rowOf(own.tradeId)).toMatchObject({ state: "EXHAUSTED", tries: 16, schedule: "STANDARD" });
  expect(await rowOf(alipay.tradeId)).toMatchObject({ tries: 7, schedule: "ALIPAY" });
  expect(received.filter((one) => one === received[0]).length).toBeGreaterThan(0);
});
