/** Goal: what hands do besides the plain way: double taps, Back, Escape, a scan at the wrong moment, no network. Method: as checkout.web.test.ts. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openBrowser, openPhone, openTab, shootGun } from "./testing/open-browser.ts";
import { ITEMS, openTender, readCode, ringUp, signInAs } from "./testing/people.ts";
import { type Platform, startPlatform } from "./testing/start-platform.ts";

jest.setTimeout(120_000);

const { greenTea, water } = ITEMS;
const MOONCAKES = "6971016022277";
const CHECK_OUT = "**/v1/supermarket/check-out-basket";

let platform: Platform;
let browser: Browser;
let desk: BrowserContext;
let till: Page;
let faults: string[];

beforeAll(async () => {
  platform = await startPlatform();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

beforeEach(async () => {
  faults = [];
  desk = await openPhone(browser);
  till = await openTab(desk, faults);
  await signInAs(till, platform.url, "cashier1");
});

afterEach(async () => {
  await desk?.close();
  expect(faults).toEqual([]);
});

const screenOf = (page: Page) => page.getAttribute("[data-testid=till]", "data-screen");
const aWallet = async (): Promise<Page> => {
  const wallet = await openTab(desk, faults);
  await signInAs(wallet, platform.url, "shopper1");
  return wallet;
};

test("V2: the second tap of a double tap on 收款 is for nobody, and nothing to leave the tender by is under it", async () => {
  await ringUp(till, water.barcode);
  const box = await till.locator("[data-testid=take-payment]").boundingBox();
  if (!box) throw new Error("the button is not there");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await till.mouse.click(x, y, { clickCount: 2, delay: 20 });
  expect(await screenOf(till)).toBe("tender");
  expect(await till.getAttribute("[data-testid=till]", "class")).toContain("till-settling");
  const back = await till.locator("[data-testid=tender-back]").boundingBox();
  expect(back && back.y + back.height < box.y).toBe(true);
  await till.click("[data-testid=tender-back]");
  expect(await screenOf(till)).toBe("items");
});

test("Back leads from the tender to the basket, and closes what is open over a page", async () => {
  await ringUp(till, water.barcode);
  for (let times = 0; times < 2; times++) {
    await openTender(till);
    await till.goBack();
    await till.waitForSelector("[data-screen=items]");
  }
  await till.click("text=手动选品");
  await till.waitForSelector("[data-testid=tile]");
  await till.goBack();
  await till.waitForSelector("[data-testid=tile]", { state: "detached" });
  expect(new URL(till.url()).pathname).toBe("/till");
  expect(await till.locator("[data-testid=line]").count()).toBe(1);
});

test("a Back that is as quick as the screen is for what has just opened", async () => {
  await ringUp(till, water.barcode);
  const screen = await till.evaluate(
    () =>
      new Promise((resolve) => {
        const page = document.querySelector("[data-testid=till]") as HTMLElement;
        new MutationObserver(() => {
          if (page.dataset.screen === "tender") history.back();
          if (page.dataset.screen === "items") resolve(page.dataset.screen);
        }).observe(page, { attributeFilter: ["data-screen"] });
        document.querySelector<HTMLElement>("[data-testid=take-payment]")?.click();
        setTimeout(() => resolve(location.pathname), 5_000);
      }),
  );
  expect(screen).toBe("items");
});

test("Back leads from a trade to the wallet, and from there to the start", async () => {
  const wallet = await aWallet();
  await ringUp(till, water.barcode);
  await openTender(till);
  await shootGun(till, await readCode(wallet));
  await wallet.click("[data-testid=arrival] button");
  await wallet.click("[data-testid=trade] >> nth=0");
  await wallet.waitForSelector("text=交易详情");
  await wallet.goBack();
  await wallet.waitForSelector("text=交易详情", { state: "detached" });
  expect(new URL(wallet.url()).pathname).toBe("/wallet");
  await wallet.goBack();
  await wallet.waitForSelector("[data-login]");
});

test("V2: while the till asks whether to clear the basket a scan adds nothing, answers nothing, and Escape closes it", async () => {
  await ringUp(till, water.barcode);
  await till.click("text=清空");
  await till.waitForSelector("text=清空全部商品？");
  await shootGun(till, greenTea.barcode);
  await till.keyboard.press("Escape");
  await till.waitForSelector("text=清空全部商品？", { state: "hidden" });
  await ringUp(till, water.barcode);
  expect(await till.locator("[data-testid=line]").count()).toBe(1);
});

test("V3: a payment that the platform released is told as cancelled, and the next code pays", async () => {
  const wallet = await aWallet();
  let asked = 0;
  await till.route(CHECK_OUT, (route) => {
    asked++;
    if (asked === 1) return route.abort("connectionreset");
    if (asked > 2) return route.continue();
    const body = JSON.stringify({ reason: "TRADE_NOT_PAYABLE", detail: "交易已支付或已关闭", retryable: false });
    return route.fulfill({ status: 400, contentType: "application/problem+json", body });
  });
  await ringUp(till, water.barcode);
  await openTender(till);
  await shootGun(till, await readCode(wallet));
  const card = await till.waitForSelector("[data-testid=refusal]");
  expect(await card.innerText()).toBe("上一次付款已取消，没有扣款\n请顾客刷新付款码后再扫");
  await wallet.click(".countdown");
  await shootGun(till, await readCode(wallet));
  await till.waitForSelector("[data-testid=paid]");
});

test("more than the shelf has: warned while adding, and named where the payment is refused", async () => {
  const wallet = await aWallet();
  await ringUp(till, MOONCAKES);
  const more = till.locator(`[data-barcode="${MOONCAKES}"] [aria-label="增加"]`);
  for (let quantity = 1; quantity < 11; quantity++) await more.click();
  await till.waitForSelector(".line-short >> text=只剩 10 件");
  await openTender(till);
  await shootGun(till, await readCode(wallet));
  await till.waitForSelector("[data-screen=items] [data-testid=refusal] >> text=限量月饼礼盒 只剩 10 件");
});

test("whoever is signed out by the platform is told so on the start page", async () => {
  await till.route("**/v1/**", (route) => route.fulfill({ status: 401, contentType: "application/json", body: "{}" }));
  await shootGun(till, water.barcode);
  await till.waitForSelector("text=登录已失效，请重新登录");
});
