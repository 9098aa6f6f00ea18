/**
 * Goal: whoever comes for the first time finds a way in, in a language of theirs: registers with a phone, reads the code where the demonstration shows it, pays
 * what waits and knows whom, and is told where an address leads nowhere. Method: as checkout.web.test.ts.
 */
import { beforeEach, expect, jest, test } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { isWide, openTab } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";
import { signInAs } from "./testing/people.ts";

jest.setTimeout(120_000);

const stage = openStage();
let phone: BrowserContext;
let page: Page;

beforeEach(async () => {
  phone = await stage.openPhone();
  page = await openTab(phone, stage.faults);
});
const SHOTS = process.env["PAYWINDOW_SHOTS"];
const shoot = async (tab: Page, name: string): Promise<void> => {
  if (SHOTS) await tab.screenshot({ path: `${SHOTS}/${name}.png` });
};

test("X10: from nothing to a wallet: a number, its code on the demo's phone, a name and a password", async () => {
  await page.goto(stage.platform.url);
  await page.click("[data-page='/register']");
  await page.fill("[name=phone]", "13912345678");
  await page.click("[data-testid=send-code]");
  await page.waitForSelector("text=验证码已发出");
  const [inbox] = await Promise.all([phone.waitForEvent("page"), page.click("a.plain-link")]);
  const message = await inbox.locator("[data-testid=message]").first().innerText();
  await shoot(inbox, "phone");
  expect(await isWide(inbox)).toBe(false);
  await inbox.close();
  await page.fill("[name=phoneCode]", /\d{6}/.exec(message)?.[0] ?? "");
  await page.fill("[name=displayName]", "赵新");
  await page.fill("[name=password]", "short");
  await page.click("[data-testid=register] button[type=submit]");
  await page.waitForSelector("[role=alert]");
  await page.fill("[name=password]", "a long enough one");
  await shoot(page, "register");
  expect(await isWide(page)).toBe(false);
  await page.click("[data-testid=register] button[type=submit]");
  await page.waitForSelector("[data-ready=true]");
  expect(await page.innerText(".top-bar-note")).toBe("赵新");
});

test("X10: a wrong code is told, and the number's messages say when there are none", async () => {
  await page.goto(`${stage.platform.url}/register`);
  await page.fill("[name=phone]", "1391");
  await page.click("[data-testid=send-code]");
  await page.waitForSelector("text=请输入 11 位手机号");
  await page.fill("[name=phone]", "13912345679");
  await page.fill("[name=phoneCode]", "000000");
  await page.fill("[name=displayName]", "赵新");
  await page.fill("[name=password]", "a long enough one");
  await page.click("[data-testid=register] button[type=submit]");
  await page.waitForSelector("[role=alert]");
  expect(page.url()).toContain("/register");
  await page.goto(`${stage.platform.url}/phone#number=13912345679`);
  await page.waitForSelector("text=这个号码还没有短信");
});

test("an address that leads nowhere says so, and leads to the start", async () => {
  await page.goto(`${stage.platform.url}/no/such/page`);
  await page.waitForSelector("[data-testid=not-found]");
  await page.click("[data-testid=not-found] .broken button");
  await page.waitForSelector("[data-login]");
});

test("a first visit is in the browser's language; what is chosen stays", async () => {
  const abroad = await stage.browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB" });
  const tab = await openTab(abroad, stage.faults);
  await tab.goto(stage.platform.url);
  await tab.waitForSelector("text=You can be");
  expect(await tab.evaluate(() => document.documentElement.lang)).toBe("en");
  await tab.click(".start-bar button");
  await tab.reload();
  expect(await tab.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
  await abroad.close();
});

test("P38, Y1: a payment above 1,000 by the third shopper, who reads whom it goes to; the desk's list of the day has it", async () => {
  await signInAs(page, stage.platform.url, "shopper3");
  await page.waitForFunction(() => document.querySelector("[data-testid=balance]")?.textContent?.includes("20,000.00"));
  const credentials = { login: "cashier1", password: "paywindow-demo" };
  const session = await stage.platform.request("/v1/identity/sign-in", {
    method: "POST",
    body: JSON.stringify(credentials),
  });
  const headers = { authorization: `Bearer ${session["accessToken"]}` };
  const claim = { merchantId: "mer_demomarket", storeId: "str_demomarket1", subject: "冰箱" };
  const amount = { minorUnits: "123456", currencyCode: "CNY" };
  const body = JSON.stringify({ ...claim, amount, merchantTradeId: "big-1", payerUserId: "usr_demoshopper3" });
  await stage.platform.request("/v1/payments/create-trade", { method: "POST", body, headers });
  await page.waitForSelector("[data-testid=waiting-sheet]");
  expect(await page.innerText("[data-testid=waiting-sheet]")).toContain("惠民超市");
  await shoot(page, "waiting");
  const desk = await openTab(phone, stage.faults);
  await desk.goto(stage.platform.url);
  await desk.click("[data-page='/collect']");
  await desk.click("[data-testid=open-today]");
  await desk.waitForSelector("[data-testid=today-trade]");
  expect(await desk.innerText("[data-testid=today-trade]")).toContain("1,234.56");
  await shoot(desk, "today");
  expect(await isWide(desk)).toBe(false);
  await desk.keyboard.press("Escape");
  await desk.click("[data-testid=open-static-qr]");
  await desk.waitForSelector("[data-testid=poster-name]");
  expect(await desk.innerText("[data-testid=poster-name]")).toBe("惠民超市");
});
