/** Goal: what the till shows of a slip is what the printer gets, and an order's slip pays that order once (Y8, V6). Method: the platform, Chromium, the file's bytes. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPhone, openTab, shootGun } from "./testing/open-browser.ts";
import { ITEMS, openTender, readCode, ringUp, signInAs } from "./testing/people.ts";
import { type Platform, startPlatform } from "./testing/start-platform.ts";

jest.setTimeout(120_000);

let platform: Platform;
let browser: Browser;
let faults: string[];
beforeAll(async () => {
  platform = await startPlatform();
  browser = await openBrowser();
  faults = [];
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
  expect(faults).toEqual([]);
});

const aPage = async (login: string): Promise<Page> => {
  const page = await openTab(await openPhone(browser), faults);
  await signInAs(page, platform.url, login);
  return page;
};

/** What a printer that is given the file prints, its commands left out. */
const saveSlip = async (page: Page): Promise<{ bytes: Buffer; text: string }> => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-testid=save-slip]")]);
  const bytes = await readFile(await download.path());
  return { bytes, text: new TextDecoder("gb18030").decode(bytes) };
};
const shown = (page: Page) => page.locator("[data-testid=slip] text").allTextContents();

test("V6: the receipt's picture has the printer's lines, in GB18030 with a right yen sign, and the second print is marked", async () => {
  const [wallet, till] = await Promise.all([aPage("shopper1"), aPage("cashier1")]);
  await ringUp(till, ITEMS.greenTea.barcode);
  await openTender(till);
  await shootGun(till, await readCode(wallet));
  await till.waitForSelector("[data-testid=paid]");
  await till.click("[data-testid=open-slip]");
  await till.waitForSelector("[data-testid=slip]");
  const lines = await shown(till);
  const first = await saveSlip(till);
  for (const line of lines) expect(first.text).toContain(line);
  expect(first.text).toMatch(/惠民超市（中心店）[\s\S]*绿茶 500毫升[\s\S]*合计 *￥3\.50/);
  expect(first.text).not.toContain("补打");
  await till.waitForSelector("[data-testid=slip] text >> text=补打");
  expect((await saveSlip(till)).text).toContain("补打");
});

test("Y8: the code on an order's slip pays that order, once", async () => {
  const [wallet, desk] = await Promise.all([aPage("shopper1"), aPage("cashier1")]);
  await desk.goto(`${platform.url}/collect`);
  await desk.waitForSelector("[data-screen=amount]");
  for (const key of "5") await desk.click(`[data-key="${key}"]`);
  await desk.click("[data-testid=take-amount]");
  await desk.click("[data-way=qr]");
  const qrCode = await desk.locator("[data-qr]").getAttribute("data-qr");
  await desk.click("[data-testid=open-slip]");
  await desk.waitForSelector("[data-testid=slip]");
  const { bytes } = await saveSlip(desk);
  expect(bytes.includes(Buffer.from(qrCode ?? "no code"))).toBe(true);
  const token = await wallet.evaluate(
    () => JSON.parse(sessionStorage.getItem("paywindow.session") ?? "{}").accessToken,
  );
  const pay = (path: string, body: object) =>
    platform.request(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${token}` },
    });
  const paymentPassword = "280517";
  await pay("/v1/payments/set-payment-password", { paymentPassword });
  const opened = await pay("/v1/payments/open-qr-code", { qrCode });
  const confirm = { tradeId: opened["tradeId"], paymentPassword };
  expect(await pay("/v1/payments/confirm-trade", confirm)).toMatchObject({ state: "TRADE_STATE_SUCCESS" });
  await desk.waitForSelector("[data-testid=done][data-paid=true]");
  const again = await pay("/v1/payments/open-qr-code", { qrCode });
  expect(again["state"] ?? again["reason"]).toMatch(/TRADE_STATE_SUCCESS|TRADE_NOT_PAYABLE/);
});
