/** Goal: a shopper confirms, transfers and removes phones by thumb. Method: the platform as a process, the built pages in Chromium at 390 px; a till by its HTTP door. */
import { beforeEach, expect, jest, test } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { openTab } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";
import { readBalance, signInAs, waitForBalance } from "./testing/people.ts";

jest.setTimeout(120_000);

const PASSWORD = "280517";
const stage = openStage();
let phone: BrowserContext;
let page: Page;

beforeEach(async () => {
  phone = await stage.openPhone();
  page = await openTab(phone, stage.faults);
});
/** A program that is signed in. */
const as = async (login: string) => {
  const credentials = { login, password: "paywindow-demo" };
  const session = await stage.platform.request("/v1/identity/sign-in", {
    method: "POST",
    body: JSON.stringify(credentials),
  });
  const headers = { authorization: `Bearer ${session["accessToken"]}` };
  return (path: string, body: object, key = "") =>
    stage.platform.request(`/v1/payments/${path}`, {
      ...{ method: "POST", body: JSON.stringify(body) },
      headers: { ...headers, ...(key && { "idempotency-key": key }) },
    });
};

let orders = 0;

/** A till takes 20.00 of a shopper whose every payment needs the password. */
const askFor20 = async (): Promise<Record<string, unknown>> => {
  const [shopper, cashier] = [await as("shopper1"), await as("cashier1")];
  const { paymentCode } = await shopper("issue-payment-code", { deviceId: "" });
  const order = `order-wallet-${++orders}`;
  const amount = { minorUnits: "2000", currencyCode: "CNY" };
  const claim = { merchantId: "mer_demomarket", storeId: "str_demomarket1", merchantTradeId: order, amount };
  return cashier("pay-trade", { ...claim, subject: "苹果 2 斤", paymentCode }, order);
};

const typePassword = async (digits: string): Promise<void> => {
  for (const digit of digits) await page.click(`[data-testid=password-sheet] .pad-keys button[aria-label="${digit}"]`);
};

const expectFits = async (): Promise<void> => {
  const wide = await page.evaluate(
    () =>
      [...document.querySelectorAll(".sheet *")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5);
      }).length,
  );
  expect(wide).toBe(0);
};

test("X10: a payment waits for its payer, who chooses a payment password and confirms; the next one asks for it", async () => {
  const shopper = await as("shopper1");
  await shopper("set-password-free-limit", { limit: { minorUnits: "0", currencyCode: "CNY" } });
  await signInAs(page, stage.platform.url, "shopper1");
  expect(await readBalance(page)).toBe(100_000);

  expect(await askFor20()).toMatchObject({ state: "TRADE_STATE_PAYING" });
  await page.waitForSelector("[data-testid=waiting-sheet] >> text=苹果 2 斤");
  await expectFits();
  await page.click("[data-testid=confirm-trade]");
  await page.waitForSelector("text=设置 6 位支付密码");
  await typePassword(PASSWORD);
  await page.waitForSelector("text=再次输入支付密码");
  await expectFits();
  await typePassword(PASSWORD);
  await page.waitForSelector("[data-testid=arrival]");
  await page.click("text=完成");
  await waitForBalance(page, 98_000);

  await askFor20();
  await page.click("[data-testid=confirm-trade]");
  await page.waitForSelector("text=请输入支付密码");
  await typePassword("731942");
  await page.waitForSelector("text=还可尝试 4 次");
  await typePassword(PASSWORD);
  await page.waitForSelector("[data-testid=arrival]");
  await page.click("text=完成");
  await waitForBalance(page, 96_000);
});

test("O7: a transfer to a phone number, confirmed by the password", async () => {
  await signInAs(page, stage.platform.url, "shopper1");
  const before = await readBalance(page);
  await page.click(".wallet-action >> text=转账");
  await page.fill("#transfer-phone", "13800000002");
  await page.fill("#transfer-amount", "12.5");
  await page.fill("#transfer-note", "午饭");
  await expectFits();
  await page.click("[data-testid=transfer-send]");
  await typePassword(PASSWORD);
  await page.waitForSelector("[data-testid=transfer-done] >> text=王**");
  await page.click("[data-testid=transfer-done] >> text=完成");
  await waitForBalance(page, before - 1_250);
});

test("a refusal that no password changes ends the asking, and says why", async () => {
  await signInAs(page, stage.platform.url, "shopper1");
  const before = await readBalance(page);
  await page.click(".wallet-action >> text=转账");
  await page.fill("#transfer-phone", "13800000002");
  await page.fill("#transfer-amount", "1500");
  await page.click("[data-testid=transfer-send]");
  await typePassword(PASSWORD);
  await page.waitForSelector("[data-testid=password-sheet] >> text=付款未完成");
  expect(await page.textContent("[data-testid=password-sheet] [role=alert]")).toBe("余额不足");
  expect(await page.locator("[data-testid=password-sheet] .pad-keys").count()).toBe(0);
  await page.click("[data-testid=password-sheet] >> text=关闭");
  await page.waitForSelector("[data-testid=password-sheet]", { state: "detached" });
  expect(await readBalance(page)).toBe(before);
});

test("Y12: the user's phones, and one that is removed", async () => {
  const shopper = await as("shopper1");
  await shopper("register-device", { deviceName: "旧手机" }, "old-phone");
  await signInAs(page, stage.platform.url, "shopper1");
  await page.click(".wallet-action >> text=我的手机");
  await page.waitForSelector("[data-testid=devices-sheet] >> text=本机");
  await expectFits();
  const line = page.locator("[data-testid=devices-sheet] .waiting-trade", { hasText: "旧手机" });
  await line.locator("[data-testid=remove-device]").click();
  await line.waitFor({ state: "detached" });
});

test("O7: the bill has payments and transfers, is searched, and each line has a voucher", async () => {
  await signInAs(page, stage.platform.url, "shopper1");
  await page.click(".wallet-action >> text=账单");
  await page.waitForSelector("[data-testid=bill] >> text=午饭");
  expect(await page.locator("[data-testid=bill]").count()).toBe(3);
  await page.click(".bill-kinds >> text=付款");
  await page.locator("[data-testid=bill]", { hasText: "午饭" }).waitFor({ state: "detached" });
  await page.click(".bill-kinds >> text=全部");
  await page.fill("[data-testid=bills-sheet] input", "午饭");
  await page.locator("[data-testid=bill]", { hasText: "苹果" }).first().waitFor({ state: "detached" });
  await expectFits();
  await page.click("[data-testid=bill] >> text=午饭");
  await page.waitForSelector("[data-testid=bill-voucher] >> text=李小明");
  await expectFits();
  await page.goBack();
  await page.waitForSelector("[data-testid=bill] >> text=午饭");
});
