/**
 * Goal: a user follows a window, does what its menu offers within three taps, reads what comes in while the page is open, and leaves again (W1, W3, W4, W5, W10).
 * Method: as checkout.web.test.ts, at 390 px.
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
const shoot = async (name: string): Promise<void> => {
  expect(await isWide(page)).toBe(false);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png` });
};

/** What the manager's own program would do: a call at the HTTP door. */
const post = async (login: string, path: string, body: object): Promise<void> => {
  const send = (to: string, message: object, headers: Record<string, string> = {}) =>
    fetch(`${stage.platform.url}${to}`, {
      ...{ method: "POST", body: JSON.stringify(message) },
      headers: { "content-type": "application/json", ...headers },
    });
  const { accessToken } = (await (
    await send("/v1/identity/sign-in", { login, password: "paywindow-demo" })
  ).json()) as { accessToken: string };
  const answer = await send(path, body, { authorization: `Bearer ${accessToken}`, "idempotency-key": "windows-web-1" });
  expect(answer.status).toBe(200);
};

test("W1, W3, W4, W5, W10: follow, a task of the menu in two taps, a broadcast arrives while one looks, is read, and the window is left", async () => {
  await signInAs(page, stage.platform.url, "shopper1");
  await page.click("text=服务窗");
  await page.waitForSelector("[data-window=win_demomarket]");
  await shoot("windows-zh");
  await page.click("[data-window=win_demomarket]");
  await page.waitForSelector("text=还没有消息");
  await page.click("[data-testid=follow]");
  await page.waitForSelector("text=取消关注");
  await page.waitForSelector("text=欢迎来到惠民超市");

  // W4: from the menu to what one came for: two taps, counted here.
  await page.click("[data-entry=service]");
  await page.click("[data-entry=hours]");
  await page.waitForSelector("text=每天 8:00");
  await page.fill("input", "发票怎么开");
  await page.click("text=发送");
  await page.waitForSelector("text=服务台开具");

  const words = { title: { zh: "周末特惠", en: "Weekend offers" }, body: { zh: "全场九折", en: "Ten percent off" } };
  await post("manager1", "/v1/content/send-broadcast", { merchantId: "mer_demomarket", ...words, link: "/wallet" });
  await page.waitForSelector("text=全场九折");
  await shoot("window-zh");

  await page.click("text=English");
  await page.waitForSelector("text=Ten percent off");
  await shoot("window-en");
  await page.goto(`${stage.platform.url}/inbox`);
  await page.waitForSelector("text=Weekend offers");
  await shoot("inbox-en");
  // What was shown in the window is read.
  expect(await page.locator(".message-unread").count()).toBe(0);

  await page.goto(`${stage.platform.url}/windows/win_demomarket`);
  await page.click("[data-testid=follow]:has-text('Unfollow')");
  await page.waitForSelector("[data-testid=follow]:text-is('Follow')");
});
