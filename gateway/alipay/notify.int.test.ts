/**
 * Goal: a merchant is told of its payments and refunds, in a form that the official SDK verifies, again until it answers `success`, and never differently
 * afterwards (P31). Method: a merchant's server that answers as the test says, the platform as a process that is killed in between.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { startPlatform } from "../../kernel/harness/platform.ts";
import { type AlipayWorld, aTradeNo, startAlipayWorld } from "./testing/alipay-world.ts";

let world: AlipayWorld;
let merchant: Server;
let notifyUrl: string;
let answer = "success";
const received: Record<string, string>[] = [];

beforeAll(async () => {
  world = await startAlipayWorld();
  merchant = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push(Object.fromEntries(new URLSearchParams(body)));
    // Without an answer the merchant keeps the platform waiting.
    if (answer !== "") response.end(answer);
  });
  await new Promise<void>((resolve) => merchant.listen(0, "127.0.0.1", resolve));
  notifyUrl = `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/notify?a=1`;
}, 60_000);
afterAll(async () => {
  merchant.closeAllConnections();
  merchant.close();
  await world.platform.remove();
});
beforeEach(() => {
  received.length = 0;
  answer = "success";
});

const pay = async (contents: object = {}) => {
  const claim = {
    out_trade_no: aTradeNo(),
    total_amount: "1.00",
    subject: "牛奶 & 面包".replace("&", "和"),
    body: "100% 鲜奶",
  };
  return world.exec("alipay.trade.pay", { ...claim, auth_code: await world.code(), ...contents }, { notifyUrl });
};

/** Waits until so many have come of that trade. */
const notificationsOf = async (tradeNo: string | undefined, count: number): Promise<Record<string, string>[]> => {
  const found = () => received.filter((one) => one["trade_no"] === tradeNo);
  for (let tries = 0; found().length < count && tries < 200; tries++) await pause(50);
  return found();
};

const resend = (tradeNo: string | undefined, outTradeNo: string | undefined) => {
  expect(tradeNo).toBeTruthy();
  return world.manager.post("/v1/payments/resend-notify", {
    merchantId: "mer_demomarket",
    merchantTradeId: outTradeNo,
  });
};

test("P31: a payment, verified by the SDK's checkNotifySignV2; altered, it is not", async () => {
  const paid = await pay({ passback_params: "orderId=7&x=%25" });
  const [told] = await notificationsOf(paid["trade_no"], 1);
  expect(told).toMatchObject({
    ...{
      notify_type: "trade_status_sync",
      app_id: world.app.appId,
      out_trade_no: paid["out_trade_no"],
      sign_type: "RSA2",
    },
    ...{
      trade_status: "TRADE_SUCCESS",
      total_amount: "1.00",
      buyer_pay_amount: "1.00",
      gmt_payment: paid["gmt_payment"],
    },
    ...{ passback_params: "orderId=7&x=%25", body: "100% 鲜奶", seller_id: "demomarket", buyer_id: "demoshopper1" },
  });
  expect(Object.values(told ?? {})).not.toContain("");
  const sdk = world.sdk();
  expect(sdk.checkNotifySignV2(told)).toBe(true);
  expect(sdk.checkNotifySignV2({ ...told, total_amount: "0.01" })).toBe(false);
});

test("P31: a refund in parts: the refund's number, and the sum so far", async () => {
  const { trade_no } = await pay();
  const refund = (refund_amount: string, out_request_no: string) =>
    world.exec("alipay.trade.refund", { trade_no, refund_amount, out_request_no });
  await refund("0.40", "R-1");
  await refund("0.60", "R-2");
  const told = await notificationsOf(trade_no, 3);
  expect(told.every((one) => world.sdk().checkNotifySignV2(one))).toBe(true);
  expect(told.find((one) => one["out_biz_no"] === "R-1")).toMatchObject({
    refund_fee: "0.40",
    trade_status: "TRADE_SUCCESS",
  });
  expect(told.find((one) => one["out_biz_no"] === "R-2")).toMatchObject({
    refund_fee: "1.00",
    trade_status: "TRADE_CLOSED",
  });
});

test("P31: not yet understood, sent again by hand under the same notify_id; delivered, it stays so", async () => {
  answer = "fail";
  const { trade_no, out_trade_no } = await pay();
  const [first] = await notificationsOf(trade_no, 1);
  await pause(300);
  answer = "success";
  expect((await resend(trade_no, out_trade_no)).body).toMatchObject({ notificationCount: 1 });
  const [, second] = await notificationsOf(trade_no, 2);
  expect(second?.["notify_id"]).toBe(first?.["notify_id"]);
  await pause(300);
  answer = "fail";
  await resend(trade_no, out_trade_no);
  expect(await notificationsOf(trade_no, 3)).toHaveLength(3);
});

test("P29, P31: killed while the merchant had it in hand, the platform sends it again after its start, under the same notify_id", async () => {
  answer = "";
  const { trade_no } = await pay();
  const [first] = await notificationsOf(trade_no, 1);
  await world.platform.kill();
  answer = "success";
  const again = await startPlatform({ dataDir: world.platform.dataDir });
  const [, second] = await notificationsOf(trade_no, 2);
  await again.stop();
  expect(second?.["notify_id"]).toBe(first?.["notify_id"]);
  expect(world.sdk().checkNotifySignV2(second)).toBe(true);
}, 60_000);
