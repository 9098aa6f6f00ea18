/** Goal: what a manager does at the window's desk is on the followers' phones, and what they do is in its totals. Method: the manager and two followers side by side, at phone's and at desk's width. */
import { beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { isWide, openTab } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";
import { signInAs } from "./testing/people.ts";

jest.setTimeout(120_000);

const stage = openStage();
let desk: Page;
beforeEach(async () => {
  desk = await stage.openPage();
});

const WIDTHS = { phone: { width: 390, height: 844 }, screen: { width: 1280, height: 900 } };
const SHOTS = process.env["PAYWINDOW_SHOTS"];
const shoot = async (page: Page, name: string): Promise<void> => {
  expect(await isWide(page)).toBe(false);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
};
/** Shoots it on a phone and on a screen, in both languages. */
const shootAll = async (page: Page, name: string): Promise<void> => {
  for (const [where, size] of Object.entries(WIDTHS)) {
    await page.setViewportSize(size);
    await shoot(page, `${name}-zh-${where}`);
    await page.click(".top-bar >> text=English");
    await shoot(page, `${name}-en-${where}`);
    await page.click(".top-bar >> text=中文");
  }
  await page.setViewportSize(WIDTHS.phone);
};

const enterDesk = async (login: string): Promise<void> => {
  await desk.goto(stage.platform.url);
  await desk.click(`[data-persona=${login}][data-page="/window-desk"]`);
  await desk.waitForSelector("[data-testid=standing]");
};

/** A follower of the market, looking at its window. */
const aFollower = async (login: string): Promise<Page> => {
  const page = await openTab(await stage.openPhone(), stage.faults);
  await signInAs(page, stage.platform.url, login);
  await page.goto(`${stage.platform.url}/windows/win_demomarket`);
  await page.waitForSelector("[data-testid=follow]:enabled");
  if ((await page.innerText("[data-testid=follow]")) === "关注") await page.click("[data-testid=follow]");
  await page.waitForSelector("[data-testid=follow]:has-text('取消关注')");
  return page;
};

const row = (name: string) => desk.locator(".desk-entry", { hasText: name });
const told = (text: string) => desk.waitForSelector(`[data-testid=told]:has-text("${text}")`);

describe("the window's desk", () => {
  test("W1, W3: the manager changes name and menu; a draft is not shown, what is published is, with its replies and pages", async () => {
    const phone = await aFollower("shopper1");
    await enterDesk("manager1");
    await shootAll(desk, "desk-profile");
    await desk.fill("[name=name-zh]", "惠民生活超市");
    await desk.fill("[name=symbol]", "民");
    await desk.waitForSelector("[data-testid=standing]:has-text('有未保存的修改')");

    await desk.click("[data-tab=menu]");
    await row("付款码").locator(".desk-entry-name").click();
    await desk.fill("[name=title-zh]", "去付款");
    await row("服务").last().locator("xpath=..").locator("[data-testid=add-below]").click();
    await desk.fill("[name=title-zh]", "停车");
    await desk.selectOption("[name=kind]", "reply");
    await desk.fill("[name=reply-zh]", "凭小票免费停车两小时。");
    await shootAll(desk, "desk-menu");
    // Beside it, the phone that will show it.
    const preview = desk.locator("[data-testid=preview]");
    await preview.locator("text=服务").click();
    await preview.locator("text=停车").click();
    await preview.locator("text=免费停车两小时").waitFor();

    await desk.click("[data-testid=save-draft]");
    await told("草稿已保存");
    await phone.reload();
    await phone.waitForSelector("text=付款码");
    await desk.click("[data-testid=publish]");
    await told("已发布");
    await desk.waitForSelector("[data-testid=standing]:has-text('已发布第 2 版')");
    await phone.reload();
    await phone.waitForSelector("h1:has-text('惠民生活超市')");
    await phone.waitForSelector("text=去付款");
    await phone.click("[data-entry=service]");
    await phone.click("text=停车");
    await phone.waitForSelector("text=凭小票免费停车两小时");
  });

  test("W3: two managers at one draft: the second is told, and keeps nothing of the first from being", async () => {
    const other = await stage.openPage();
    await enterDesk("restaurant1");
    await other.goto(stage.platform.url);
    await other.click("[data-persona=restaurant1][data-page='/window-desk']");
    await other.waitForSelector("[data-testid=standing]");
    await desk.fill("[name=intro-zh]", "排队、点餐、买单。");
    await desk.click("[data-testid=save-draft]");
    await told("草稿已保存");
    await other.fill("[name=intro-zh]", "别的话");
    await other.click("[data-testid=save-draft]");
    await other.click("text=放弃我的修改");
    await other.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>("[name=intro-zh]")?.value === "排队、点餐、买单。",
    );
  });

  test("W10, V29: replies by kind work at once for who writes to the window", async () => {
    const phone = await aFollower("shopper3");
    await enterDesk("manager1");
    await desk.click("[data-tab=replies]");
    const partial = desk.locator("[data-trigger=REPLY_TRIGGER_KEYWORD_PARTIAL]");
    await partial.locator("text=添加回复").click();
    await partial.locator("[name=keyword]").last().fill("停车费");
    await partial.locator("[name=text-zh]").last().fill("停车费每小时五元。");
    await shootAll(desk, "desk-replies");
    await desk.click("[data-testid=save-replies]");
    await told("自动回复已生效");
    await phone.fill("input", "请问停车费多少");
    await phone.click("text=发送");
    await phone.waitForSelector("text=每小时五元");
  });

  test("W8: a broadcast: its audience before, each follower's inbox once and live, sent and read in the totals as they happen", async () => {
    const phones = [await aFollower("shopper1"), await aFollower("shopper2")] as const;
    for (const phone of phones) await phone.goto(`${stage.platform.url}/inbox`);
    await phones[1].waitForSelector("h1");
    await enterDesk("manager1");
    await desk.click("[data-tab=broadcasts]");
    await desk.waitForSelector("text=还没有群发过");
    await desk.fill("[name=title-zh]", "周末特惠");
    await desk.fill("[name=title-en]", "Weekend offers");
    await desk.fill("[name=body-zh]", "全场九折，周六周日两天。");
    await desk.selectOption("[name=page]", "/wallet");
    await desk.click("[data-testid=preview-broadcast]");
    const audience = await desk.innerText("[data-testid=audience]");
    const followers = Number(audience.replaceAll(/\D/g, ""));
    expect(followers).toBeGreaterThanOrEqual(2);
    await desk.waitForTimeout(400);
    await shoot(desk, "desk-broadcast-preview-zh-phone");
    await desk.click("[data-testid=send-broadcast]");

    for (const phone of phones) await phone.waitForSelector("text=全场九折");
    for (const phone of phones) expect(await phone.locator("text=全场九折").count()).toBe(1);
    const total = (name: string, count: number) =>
      desk.waitForSelector(`[data-testid=broadcast] [data-total=${name}]:text-is("${count}")`);
    await desk.waitForSelector("[data-testid=broadcast][data-state=BROADCAST_STATE_SENT]");
    await Promise.all([total("audience", followers), total("sent", followers), total("failed", 0), total("read", 0)]);
    await phones[0].click("[data-testid=read-all]");
    await total("read", 1);
    // Whoever follows its link has read it.
    await phones[1].click("[data-testid=message]:has-text('全场九折') >> text=查看");
    await phones[1].waitForSelector("[data-ready=true]");
    await total("read", 2);
    await shootAll(desk, "desk-broadcasts");
  });

  test("W1: the hospital's and the restaurant's managers have their own windows on the desk", async () => {
    for (const [login, name] of [
      ["hospital1", "仁和医院"],
      ["restaurant1", "江南小馆"],
    ] as const) {
      await enterDesk(login);
      expect(await desk.inputValue("[name=name-zh]")).toBe(name);
      await desk.click("[data-tab=broadcasts]");
      await desk.waitForSelector("text=还没有群发过");
    }
  });

  test("W8: what was being written is there after a reload, and goes out", async () => {
    await enterDesk("restaurant1");
    await desk.click("[data-tab=broadcasts]");
    await desk.fill("[name=title-zh]", "新菜上市");
    await desk.fill("[name=body-zh]", "龙井虾仁");
    await desk.reload();
    await desk.click("[data-tab=broadcasts]");
    await desk.click("[data-testid=preview-broadcast]");
    await desk.click("[data-testid=send-broadcast]");
    await desk.waitForSelector("[data-testid=broadcast]:has-text('新菜上市')");
    expect(await desk.inputValue("[name=title-zh]")).toBe("");
    await desk.waitForSelector("[data-state=BROADCAST_STATE_SENT]");
  });

  test("W1: it is for managers: a cashier and a shopper are told so", async () => {
    for (const login of ["cashier1", "shopper1"]) {
      const page = await stage.openPage();
      await signInAs(page, stage.platform.url, login);
      await page.goto(`${stage.platform.url}/window-desk`);
      await page.waitForSelector("text=当前身份不能管理服务窗");
    }
  });
});
