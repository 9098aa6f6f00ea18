/** Goal: every page in both languages, at 390 px, for the right people. Method: as checkout.web.test.ts; what does not fit the width is measured. */
import { beforeEach, expect, jest, test } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { openTab } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";
import { ITEMS, openTender, ringUp, signInAs } from "./testing/people.ts";

jest.setTimeout(120_000);

const stage = openStage();
let phone: BrowserContext;
let page: Page;

beforeEach(async () => {
  phone = await stage.openPhone();
  page = await openTab(phone, stage.faults);
});

/** Elements that stick out of the screen, and things to touch that are smaller than a thumb (44 px). */
const misfits = (): string[] => {
  const nameOf = (element: Element) => `${element.tagName}.${element.className} ${element.textContent?.slice(0, 20)}`;
  const isSeen = (box: DOMRect) => box.width > 0 && box.height > 0;
  const found: string[] = [];
  for (const element of document.querySelectorAll("main *")) {
    const box = element.getBoundingClientRect();
    if (isSeen(box) && (box.left < -0.5 || box.right > innerWidth + 0.5)) found.push(`wide: ${nameOf(element)}`);
  }
  for (const element of document.querySelectorAll("main button, main a, main input:not([type=radio])")) {
    const box = element.getBoundingClientRect();
    if (isSeen(box) && Math.min(box.width, box.height) < 43.5) found.push(`small: ${nameOf(element)}`);
  }
  return found;
};

const languages = ["zh-CN", "en"] as const;

const chooseLanguage = async (language: (typeof languages)[number]): Promise<void> => {
  await page.goto(stage.platform.url);
  if (language === "en") await page.click("text=English");
};

test.each(languages)("%s: start page, wallet and till fit 390 px and a thumb", async (language) => {
  await chooseLanguage(language);
  await page.waitForSelector("[data-login]");
  expect(await page.evaluate(misfits)).toEqual([]);
  await signInAs(page, stage.platform.url, "shopper1");
  expect(await page.evaluate(misfits)).toEqual([]);
  const till = await openTab(phone, stage.faults);
  await signInAs(till, stage.platform.url, "cashier1");
  expect(await till.evaluate(misfits)).toEqual([]);
  await ringUp(till, ITEMS.greenTea.barcode);
  expect(await till.evaluate(misfits)).toEqual([]);
  await openTender(till);
  expect(await till.evaluate(misfits)).toEqual([]);
});

test.each(languages)(
  "%s: the collecting desk and the page that recommends ways fit 390 px and a thumb",
  async (language) => {
    await chooseLanguage(language);
    await page.click("[data-page='/choose']");
    await page.waitForSelector("[data-answer=hasNetwork-yes]");
    expect(await page.evaluate(misfits)).toEqual([]);
    await page.goto(stage.platform.url);
    await page.click("[data-page='/collect']");
    await page.waitForSelector("[data-testid=collect]");
    expect(await page.evaluate(misfits)).toEqual([]);
    for (const key of "123456.78") await page.click(`[data-key="${key}"]`);
    await page.click("[data-testid=take-amount]");
    await page.waitForSelector("[data-screen=take]");
    expect(await page.evaluate(misfits)).toEqual([]);
  },
);

test.each(languages)("%s: member cards and coupons fit 390 px and a thumb", async (language) => {
  await chooseLanguage(language);
  await signInAs(page, stage.platform.url, "shopper1");
  await page.goto(`${stage.platform.url}/cards`);
  await page.waitForSelector("[data-testid=member-code][data-code^=M]");
  await page.waitForSelector("[data-testid=points-card]");
  expect(await page.evaluate(misfits)).toEqual([]);
  await page.goto(`${stage.platform.url}/coupons`);
  await page.waitForSelector("[data-testid=claimable]");
  expect(await page.evaluate(misfits)).toEqual([]);
  if (await page.isVisible("[data-testid=claim]")) await page.click("[data-testid=claim]");
  await page.waitForSelector("[data-testid=show-coupon]");
  expect(await page.evaluate(misfits)).toEqual([]);
});

test("Y13, Y14: three answers recommend two ways, and every way is compared", async () => {
  await page.goto(`${stage.platform.url}/choose`);
  for (const answer of ["hasNetwork-yes", "hasScanGun-no", "hasSecondScreen-yes"])
    await page.click(`[data-answer=${answer}]`);
  await page.waitForSelector("text=为你推荐");
  const ways = (selector: string) =>
    page.locator(selector).evaluateAll((cards) => cards.map((card) => card.getAttribute("data-way")));
  expect(await ways("[data-recommended=true]")).toEqual(["dynamicQr", "sound"]);
  expect((await ways("[data-recommended]")).length).toBe(5);
  expect(await page.locator("[data-recommended] dt", { hasText: "打通收银系统" }).count()).toBe(5);
});

test("the language is switched on every page and remembered", async () => {
  await chooseLanguage("en");
  await page.waitForSelector("text=You can be");
  expect(await page.getAttribute("html", "lang")).toBe("en");
  await page.reload();
  await page.waitForSelector("text=You can be");
  await signInAs(page, stage.platform.url, "cashier1");
  await page.waitForSelector("text=Scan an item to begin");
  await page.click("text=中文");
  await page.waitForSelector("text=扫描商品条码开始");
});

test("a wrong password is told, and the right one opens the page", async () => {
  await page.goto(stage.platform.url);
  await page.fill("[name=login]", "shopper2");
  await page.fill("[name=password]", "wrong");
  await page.click("button[type=submit]");
  await page.waitForSelector(".trouble");
  await page.fill("[name=password]", "paywindow-demo");
  await page.click("button[type=submit]");
  await page.waitForSelector("[data-ready=true]");
  expect(new URL(page.url()).pathname).toBe("/wallet");
});

test("a page for somebody leads strangers to the start, and signing out ends the session", async () => {
  await page.goto(`${stage.platform.url}/wallet`);
  await page.waitForSelector("[data-login]");
  await signInAs(page, stage.platform.url, "shopper1");
  await page.click("text=退出");
  await page.waitForSelector("[data-login]");
  await page.goto(`${stage.platform.url}/till`);
  await page.waitForSelector("[data-login]");
});

test("a shopper has no till and a cashier no wallet", async () => {
  await signInAs(page, stage.platform.url, "shopper1");
  await page.goto(`${stage.platform.url}/till`);
  await page.waitForSelector("text=当前身份不能收银");
});

test("the till says that it lost the platform, and that it has it again", async () => {
  await signInAs(page, stage.platform.url, "cashier1");
  await phone.setOffline(true);
  await page.waitForSelector(".connection-offline");
  await phone.setOffline(false);
  await page.waitForSelector(".connection-online");
});

test("V3: two tabs of one till show the same basket", async () => {
  await signInAs(page, stage.platform.url, "cashier1");
  const second = await openTab(phone, stage.faults);
  await signInAs(second, stage.platform.url, "cashier1");
  await ringUp(page, ITEMS.greenTea.barcode);
  await second.waitForSelector(`[data-barcode="${ITEMS.greenTea.barcode}"]`);
  await ringUp(second, ITEMS.greenTea.barcode);
  await page.locator(`[data-barcode="${ITEMS.greenTea.barcode}"] output`, { hasText: /^2$/ }).waitFor();
});

test("without a camera the till says why", async () => {
  await signInAs(page, stage.platform.url, "cashier1");
  await page.click('[aria-label="摄像头扫码"]');
  await page.waitForSelector(".camera-trouble");
});

test("items can be picked by hand", async () => {
  await signInAs(page, stage.platform.url, "cashier1");
  await page.click("text=手动选品");
  await page.click("[data-testid=tile] >> nth=0");
  await page.click("[data-testid=tile] >> nth=1");
  await page.waitForSelector(".tile-count");
  await page.click("text=关闭");
  expect(await page.locator("[data-testid=line]").count()).toBe(2);
  await page.click("text=清空");
  await page.click(".adm-dialog-button >> text=清空");
  await page.waitForSelector("text=扫描商品条码开始");
});
