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

test("an inbox of 130 messages is read to its end by scrolling, with the right count, and what comes meanwhile stands on top", async () => {
  const { accessToken } = (await stage.platform.request("/v1/identity/sign-in", {
    ...{ method: "POST", body: JSON.stringify({ login: "shopper2", password: "paywindow-demo" }) },
  })) as { accessToken: string };
  const say = (messageKey: string) =>
    stage.platform.request("/v1/content/send-to-window", {
      ...{ method: "POST", headers: { authorization: `Bearer ${accessToken}` } },
      body: JSON.stringify({ messageKey, windowId: "win_demomarket", text: "积分" }),
    });
  for (let index = 0; index < 130; index++) expect(await say(`inbox:${index}`)).toHaveProperty("reply");
  await signInAs(page, stage.platform.url, "shopper2");
  await page.waitForSelector(".wallet-action:has-text('消息 130')");
  await page.goto(`${stage.platform.url}/inbox`);
  const cards = page.locator("[data-testid=message]");
  await page.waitForSelector("[data-testid=message]");
  expect(await cards.count()).toBeLessThan(130);
  await say("inbox:meanwhile");
  await page.waitForSelector(".top-bar-note:text-is('131')");
  // Two pages are not answered: whoever waits at the end of the page gets them nevertheless.
  let unanswered = 2;
  await page.route("**/v1/content/list-messages?*", (route) => {
    const isEarlier = new URL(route.request().url()).searchParams.get("pageToken");
    return isEarlier && unanswered-- > 0 ? route.abort() : route.continue();
  });
  while (await page.isVisible("[data-testid=earlier]")) await page.mouse.wheel(0, 4_000);
  expect(unanswered).toBeLessThanOrEqual(0);
  await page.unroute("**/v1/content/list-messages?*");
  expect(await cards.count()).toBe(131);
  expect(await page.locator(".message-unread").count()).toBe(131);
  await page.click("[data-testid=read-all]");
  await page.waitForFunction(() => document.querySelectorAll(".message-unread").length === 0);
  expect(await page.locator(".top-bar-note").count()).toBe(0);
  expect(await cards.count()).toBe(131);
  await shoot("inbox-long-zh");

  await page.goto(`${stage.platform.url}/windows/win_demomarket`);
  const bubbles = page.locator(".bubble");
  await page.waitForSelector(".bubble");
  const shown = await bubbles.count();
  await page.click("[data-testid=earlier]");
  await page.waitForFunction((before) => document.querySelectorAll(".bubble").length > before, shown);
});

const entry = (id: string): string => `[data-entry=${id}]`;

/** What one comes to the market's window for: what is tapped, and what shows that it is done or there. */
const TASKS: Readonly<Record<string, { taps: readonly string[]; there: string }>> = {
  payByCode: { taps: [entry("pay")], there: "[data-ready=true]" },
  scanToPay: { taps: [entry("service"), entry("scan")], there: "[data-testid=scan-paste]" },
  purchases: { taps: [entry("member"), entry("receipts")], there: "[data-testid=bills-sheet] >> text=全部" },
  getCard: {
    taps: [entry("member"), entry("cards"), "[data-merchant=mer_demomarket] [data-testid=get-card]"],
    there: "[data-testid=member-code] svg",
  },
  showCard: { taps: [entry("member"), entry("cards")], there: "[data-testid=member-code] svg" },
  claimCoupon: {
    taps: [entry("member"), entry("coupons"), "[data-testid=claim] >> nth=0"],
    there: "[data-testid=coupon]",
  },
  showCoupon: {
    taps: [entry("member"), entry("coupons"), "[data-testid=show-coupon] >> nth=0"],
    there: "[data-testid=coupon-code]",
  },
  openingHours: { taps: [entry("service"), entry("hours")], there: ".bubble >> text=每天 8:00" },
  returns: { taps: [entry("service"), entry("returns")], there: ".window-page >> text=凭小票可退换" },
};

test("W4: every task of the supermarket's menu is done, or in one's hand, within three taps, each of them counted", async () => {
  await signInAs(page, stage.platform.url, "shopper3");
  const counted: Record<string, number> = {};
  for (const [task, { taps, there }] of Object.entries(TASKS)) {
    await page.goto(`${stage.platform.url}/windows/win_demomarket`);
    for (const tap of taps) await page.click(tap);
    await page.waitForSelector(there);
    counted[task] = taps.length;
    await shoot(`task-${task}-zh`);
  }
  expect(counted).toEqual({
    ...{ payByCode: 1, scanToPay: 2, purchases: 2, getCard: 3, showCard: 2 },
    ...{ claimCoupon: 3, showCoupon: 3, openingHours: 2, returns: 2 },
  });
  expect(Math.max(...Object.values(counted))).toBeLessThanOrEqual(3);
});

test("W3: an entry of the hospital's menu opens the task that it names", async () => {
  await signInAs(page, stage.platform.url, "shopper2");
  await page.goto(`${stage.platform.url}/windows/win_demohospital`);
  await page.click("[data-entry=visit]");
  await page.click("[data-entry=queue]");
  await page.waitForSelector("[data-task=appointments]");
});
