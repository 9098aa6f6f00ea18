/**
 * Goal: a merchant's H5 page and its app hand the payer over to the wallet, the payer confirms, and comes back to the merchant with signed parameters; whoever
 * breaks off comes back without them. Method: the official alipay-sdk makes the address, Chromium at 390 px follows it, a merchant's server on loopback is the
 * end of the way.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import { AlipaySdk } from "alipay-sdk";
import type { BrowserContext, Page } from "playwright-core";
import { openTab } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";

jest.setTimeout(120_000);

const PASSWORD = "280517";
const stage = openStage();
let phone: BrowserContext;
let page: Page;
let shop: Server;
let shopUrl: string;
let sdk: AlipaySdk;

const signIn = async (login: string): Promise<Record<string, string>> => {
  const body = JSON.stringify({ login, password: "paywindow-demo" });
  const { accessToken } = await stage.platform.request("/v1/identity/sign-in", { method: "POST", body });
  return { authorization: `Bearer ${accessToken}`, "idempotency-key": randomBytes(8).toString("hex") };
};

const createSdk = async (): Promise<AlipaySdk> => {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const publicKey = pair.publicKey.export({ format: "pem", type: "spki" }).toString();
  const privateKey = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  const body = { merchantId: "mer_demomarket", storeId: "str_demomarket1", appName: "H5", publicKey };
  const headers = await signIn("manager1");
  const app = await stage.platform.request("/v1/identity/create-app", {
    method: "POST",
    body: JSON.stringify(body),
    headers,
  });
  const alipayPublicKey = await (await fetch(`${stage.platform.url}/alipay-public-key.pem`)).text();
  const gateway = `${stage.platform.url}/gateway.do`;
  return new AlipaySdk({ appId: String(app["appId"]), privateKey, keyType: "PKCS8", alipayPublicKey, gateway });
};

beforeAll(async () => {
  sdk = await createSdk();
  const body = JSON.stringify({ paymentPassword: PASSWORD });
  await stage.platform.request("/v1/payments/set-payment-password", {
    method: "POST",
    body,
    headers: await signIn("shopper1"),
  });
  shop = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end("<!doctype html><title>shop</title><p>shop</p>");
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
});
afterAll(async () => {
  shop?.closeAllConnections();
  shop?.close();
});
beforeEach(async () => {
  phone = await stage.openPhone();
  page = await openTab(phone, stage.faults);
});
const anOrder = (overrides: object = {}) => ({
  ...{ outTradeNo: `H${randomBytes(8).toString("hex")}`, totalAmount: "12.34", subject: "H5 牛奶" },
  ...{ productCode: "QUICK_WAP_WAY", quitUrl: `${shopUrl}/quit`, ...overrides },
});

/** Signs in where the page asks for it, and confirms with the payment password. */
const pay = async (): Promise<void> => {
  await page.fill("[name=login]", "shopper1");
  await page.fill("[name=password]", "paywindow-demo");
  await page.click("form button[type=submit]");
  await page.waitForSelector("[data-testid=pay-amount]");
  expect(await page.innerText("[data-testid=pay]")).toContain("惠民超市 · H5 牛奶");
  await page.click("[data-testid=pay-now]");
  for (const digit of PASSWORD)
    await page.click(`[data-testid=password-sheet] .pad-keys button[aria-label="${digit}"]`);
};

const backAtShop = async (): Promise<Record<string, string>> => {
  await page.waitForURL(`${shopUrl}/**`);
  return Object.fromEntries(new URL(page.url()).searchParams);
};

const statusOf = async (outTradeNo: string): Promise<unknown> =>
  (await sdk.exec("alipay.trade.query", { bizContent: { outTradeNo } }, { validateSign: true }))["tradeStatus"];

test("Y5: alipay.trade.wap.pay: from the merchant's H5 page to the wallet and back, with parameters that the SDK verifies", async () => {
  const order = anOrder();
  const returnUrl = `${shopUrl}/return?order=7`;
  await page.goto(sdk.pageExecute("alipay.trade.wap.pay", "GET", { bizContent: order, returnUrl }));
  await pay();
  const back = await backAtShop();
  expect(back).toMatchObject({
    ...{ order: "7", out_trade_no: order.outTradeNo, total_amount: "12.34", method: "alipay.trade.wap.pay.return" },
    ...{ app_id: sdk.config.appId, seller_id: "demomarket", trade_no: expect.stringMatching(/^20\d{39}$/) },
  });
  const { order: _own, ...signed } = back;
  expect(sdk.checkNotifySignV2(signed)).toBe(true);
  expect(sdk.checkNotifySignV2({ ...signed, total_amount: "0.01" })).toBe(false);
  expect(await statusOf(order.outTradeNo)).toBe("TRADE_SUCCESS");
});

test("Y4: alipay.trade.app.pay: the text that a merchant's app holds leads to the wallet and back", async () => {
  const order = anOrder({ productCode: "QUICK_MSECURITY_PAY" });
  const text = sdk.sdkExecute("alipay.trade.app.pay", { bizContent: order, returnUrl: `${shopUrl}/app` });
  await page.goto(`${stage.platform.url}/gateway.do?${text}`);
  await pay();
  expect(await backAtShop()).toMatchObject({ out_trade_no: order.outTradeNo, method: "alipay.trade.app.pay.return" });
});

test("Y5: alipay.trade.page.pay as a form; who breaks off comes back to quit_url, with nothing that looks like a payment", async () => {
  const order = anOrder({ productCode: "FAST_INSTANT_TRADE_PAY" });
  const form = sdk.pageExecute("alipay.trade.page.pay", "POST", { bizContent: order, returnUrl: `${shopUrl}/return` });
  await page.goto(shopUrl);
  await Promise.all([page.waitForURL(`${stage.platform.url}/pay**`), page.setContent(form)]);
  await page.fill("[name=login]", "shopper1");
  await page.fill("[name=password]", "paywindow-demo");
  await page.click("form button[type=submit]");
  await page.waitForSelector("[data-testid=pay-amount]");
  await page.click("[data-testid=pay-back]");
  expect(await backAtShop()).toEqual({});
  expect(page.url()).toBe(`${shopUrl}/quit`);
  expect(await statusOf(order.outTradeNo)).toBe("WAIT_BUYER_PAY");
});

test("Y5: a way back that nobody has signed leads to our own start; an order that is wrong is an answer that the SDK reads", async () => {
  const forged = Buffer.from(JSON.stringify({ quitUrl: "https://evil.example/" })).toString("base64url");
  const answer = await fetch(`${stage.platform.url}/alipay/back?way=${forged}.AAAA`, { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([302, "/"]);
  const wrong = async (bizContent: object, params: object = {}) =>
    sdk.exec("alipay.trade.wap.pay", { bizContent, ...params }, { validateSign: true });
  expect(await wrong(anOrder({ totalAmount: "x" }))).toMatchObject({ subCode: "ACQ.INVALID_PARAMETER" });
  expect(await wrong(anOrder({ quitUrl: "javascript:1" }))).toMatchObject({ subCode: "ACQ.INVALID_PARAMETER" });
  expect(await wrong(anOrder(), { returnUrl: "javascript:1" })).toMatchObject({ subCode: "isv.invalid-parameter" });
});
