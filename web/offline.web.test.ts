/**
 * Goal: a till without a network goes on selling, and every sale is paid once when it has one again (Y12, V3, P38). Method: the whole platform in a process of its
 * own, Chromium at 390 px with the pages' service worker, the network cut by the browser; what was paid is read from the wallet and from the platform.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openBrowser, openPhone, openTab, shootGun } from "./testing/open-browser.ts";
import { ITEMS, openTender, readBalance, readCode, ringUp, signInAs, waitForBalance } from "./testing/people.ts";
import { type Platform, startPlatform } from "./testing/start-platform.ts";

jest.setTimeout(120_000);

const { greenTea, water } = ITEMS;
let platform: Platform;
let browser: Browser;
let phone: BrowserContext;
let desk: BrowserContext;
let wallet: Page;
let till: Page;
let faults: string[];

beforeAll(async () => {
  platform = await startPlatform();
  browser = await openBrowser();
  phone = await openPhone(browser);
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

beforeEach(async () => {
  faults = [];
  desk = await openPhone(browser, { keepsPages: true });
  [wallet, till] = await Promise.all([openTab(phone, faults), openTab(desk, faults)]);
  await signInAs(wallet, platform.url, "shopper1");
  await signInAs(till, platform.url, "cashier1");
  await hasWhatItNeeds(till);
});
afterEach(async () => {
  await Promise.all([...phone.pages().map((page) => page.close()), desk.close()]);
  expect(faults).toEqual([]);
});

/** The till has the pages, the terms and the items at hand. */
const hasWhatItNeeds = (page: Page) =>
  page.waitForFunction(async () => {
    const kept = await (await caches.open("paywindow-shell-1")).keys();
    return (
      navigator.serviceWorker.controller &&
      kept.some(({ url }) => url.includes("/assets/till-page")) &&
      localStorage.getItem("paywindow.offline-terms.str_demomarket1") &&
      localStorage.getItem("paywindow.items.str_demomarket1")
    );
  });

const cutNetwork = async () => {
  await desk.setOffline(true);
  await isCutOff();
};
/** The gun's own line to the browser makes the page believe in its network again, when it ends; that nobody answers the page finds out by itself. */
const isCutOff = () => till.waitForSelector("[data-testid=offline-bar][data-cut=true]");
const waitForStates = (...states: string[]) =>
  till.waitForFunction(
    (expected) =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith("paywindow.sale."))
        .map((key) => JSON.parse(localStorage.getItem(key) ?? "{}").state)
        .sort()
        .join() === expected,
    states.sort().join(),
  );
const sell = async (barcode: string, code: string) => {
  await ringUp(till, barcode);
  await openTender(till);
  await isCutOff();
  await shootGun(till, code);
  await till.waitForSelector("[data-testid=sold]");
};
const freshCode = async () => {
  await wallet.click(".countdown");
  return readCode(wallet);
};

test("Y12, V3, P38: two sales without a network and a reload in between; back online both are paid once", async () => {
  const before = await readBalance(wallet);
  await cutNetwork();
  expect(await till.innerText("[data-testid=offline-caps]")).toBe("付款码单笔最高 ¥200.00，还可收 ¥1,000.00；现金不限");
  await sell(greenTea.barcode, await freshCode());
  expect(await till.innerText("[data-testid=sold-amount]")).toBe("¥3.50");
  await till.reload();
  await till.waitForSelector("[data-testid=sold]");
  await till.click("[data-testid=next]");
  await sell(water.barcode, await freshCode());
  expect(await till.innerText("[data-testid=offline-waiting]")).toBe("待上传 2 笔");
  expect(await till.innerText("[data-testid=offline-caps]")).toContain("还可收 ¥994.50");
  expect(await readBalance(wallet)).toBe(before);
  await desk.setOffline(false);
  await waitForStates("PAID", "PAID");
  await waitForBalance(wallet, before - greenTea.fen - water.fen);
  await till.click("[data-testid=offline-sales]");
  await till.waitForSelector("[data-testid=offline-sale][data-state=PAID] >> nth=1");
  // The codes are forgotten, and a second tab that comes later uploads nothing again.
  expect(await till.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/"28\d{16}"/);
  await till.reload();
  await till.waitForSelector("[data-testid=till]");
  await waitForBalance(wallet, before - greenTea.fen - water.fen);
});

test("P10, P38: a code that was shown twice pays once; the other sale is told as not paid, and is collected in cash", async () => {
  const before = await readBalance(wallet);
  const otherDesk = await openPhone(browser);
  const otherTill = await openTab(otherDesk, faults);
  await signInAs(otherTill, platform.url, "cashier1");
  await cutNetwork();
  const code = await freshCode();
  await sell(greenTea.barcode, code);
  await ringUp(otherTill, water.barcode);
  await openTender(otherTill);
  await shootGun(otherTill, code);
  await otherTill.waitForSelector("[data-testid=paid]");
  await desk.setOffline(false);
  await waitForStates("SHORT");
  await till.waitForSelector("text=1 笔未收到款");
  await till.click("[data-testid=offline-sales]");
  expect(await till.innerText("[data-testid=offline-sale]")).toMatch(/¥3\.50 · 未收到款[\s\S]*付款码已使用/);
  await till.click("[data-testid=collect-cash]");
  await till.click("[data-testid=cash-sum] >> nth=0");
  await waitForStates("PAID");
  await waitForBalance(wallet, before - water.fen);
  await otherDesk.close();
});

test("Y12: cash is taken with a network as without, and a code that is not our wallet's is not", async () => {
  await cutNetwork();
  await ringUp(till, water.barcode);
  await openTender(till);
  await isCutOff();
  await shootGun(till, "131234567890123456");
  await till.waitForSelector("text=离线时只能收本钱包的付款码");
  await till.click("[data-testid=take-cash]");
  await till.fill("[data-testid=received]", "5");
  await till.click("[data-testid=record]");
  await till.waitForSelector("text=找零 ¥3.00");
  await desk.setOffline(false);
  await waitForStates("PAID");
  await till.click("[data-testid=next]");
  await ringUp(till, water.barcode);
  await openTender(till);
  await till.click("[data-testid=take-cash]");
  await till.click("[data-testid=cash-sum] >> nth=0");
  await till.waitForSelector("[data-testid=sold][data-state=PAID]");
});
