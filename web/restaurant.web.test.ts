/**
 * Goal: an evening at the restaurant on phones: a place in the queue, ordering ahead, the kitchen, two phones on one cart, the bill split by person. Method:
 * the platform as a process, the built pages in Chromium at 390 px; two diners, a waiter and a cook on phones of their own, from the start page.
 */
import { beforeAll, expect, jest, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { openTab } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";

jest.setTimeout(180_000);

const PASSWORD = "280517";
const WEST_LAKE = { latitude: 30.2465, longitude: 120.1502 };
/** Where a person looks at the pages after a run; empty: nowhere. */
const PICTURES = process.env["PAYWINDOW_PICTURES"] ?? "";

const stage = openStage();

const setPassword = async (login: string): Promise<void> => {
  const credentials = { login, password: "paywindow-demo" };
  const session = await stage.platform.request("/v1/identity/sign-in", {
    method: "POST",
    body: JSON.stringify(credentials),
  });
  const headers = { authorization: `Bearer ${session["accessToken"]}` };
  const body = JSON.stringify({ paymentPassword: PASSWORD });
  await stage.platform.request("/v1/payments/set-payment-password", { method: "POST", body, headers });
};

beforeAll(async () => {
  for (const login of ["shopper1", "shopper2"]) await setPassword(login);
});
/** A phone at the lake, whose start page's n-th card of a page is tapped: one tap from the start. */
const enter = async (page: string, nth = 0): Promise<Page> => {
  const phone = await stage.openPhone();
  await phone.grantPermissions(["geolocation"], { origin: new URL(stage.platform.url).origin });
  await phone.setGeolocation(WEST_LAKE);
  const tab = await openTab(phone, stage.faults);
  await tab.goto(stage.platform.url);
  await tab.locator(`[data-page='${page}']`).nth(nth).click();
  return tab;
};

const picture = async (page: Page, name: string): Promise<void> => {
  const wide = await page.evaluate(
    () =>
      [...document.querySelectorAll("main *, .sheet *")].filter((element) => {
        const box = element.getBoundingClientRect();
        const scrolls = element.closest(".dining-tabs, .adm-stepper");
        return !scrolls && box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5);
      }).length,
  );
  expect([name, wide]).toEqual([name, 0]);
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
};

const addDish = async (page: Page, dishId: string): Promise<void> => {
  await page.click("[data-tab=menu]");
  await page.click(`[data-dish=${dishId}]`);
  await page.click("[data-testid=add-dish]");
  await page.waitForSelector("[data-testid=dish-sheet]", { state: "detached" });
};

const payFirst = async (page: Page): Promise<void> => {
  await page.locator("[data-testid=pay-share]").first().click();
  for (const digit of PASSWORD)
    await page.click(`[data-testid=password-sheet] .pad-keys button[aria-label="${digit}"]`);
  await page.waitForSelector("[data-testid=password-sheet]", { state: "detached" });
};

const POPULAR = "dsh_demo0013";
const TEA = "dsh_demo0018";

test("R4, V20, R10: a ticket in two taps, ordered ahead, called and seated by the waiter; the kitchen has it, the diner sees it served", async () => {
  const [diner, waiter, cook] = [await enter("/restaurant"), await enter("/waiter"), await enter("/kitchen")];
  await picture(diner, "diner-start");
  await diner.click("[data-testid=take-ticket]");
  expect(await diner.innerText("[data-testid=ticket-number]")).toBe("S001");
  await diner.click("[data-testid=order-ahead]");
  await addDish(diner, POPULAR);
  await picture(diner, "diner-ahead");
  await waiter.click("[data-ticket=S001] [data-testid=call-ticket]");
  await diner.waitForSelector("[data-testid=ticket][data-state=TICKET_STATE_CALLED]");
  await picture(waiter, "waiter-queue");
  await waiter.click("[data-ticket=S001] [data-testid=choose-ticket]");
  expect(await waiter.isDisabled("[data-table=V1]")).toBe(true);
  await waiter.click("[data-table=A1]");
  await waiter.waitForSelector("[data-table=A1][data-free=false]");
  await cook.waitForSelector("[data-stage=KITCHEN_STAGE_NEW]");
  await picture(cook, "kitchen");
  await cook.click("[data-stage=KITCHEN_STAGE_NEW] [data-testid=bump]");
  await cook.click("[data-stage=KITCHEN_STAGE_PREPARING] [data-testid=bump]");
  await cook.click("[data-stage=KITCHEN_STAGE_READY] [data-testid=recall]");
  await cook.click("[data-stage=KITCHEN_STAGE_PREPARING] [data-testid=bump]");
  await cook.click("[data-stage=KITCHEN_STAGE_READY] [data-testid=bump]");
  await diner.click("[data-tab=order]");
  await diner.waitForFunction(() => document.querySelector("[data-testid=order]")?.textContent?.includes("已上菜"));
  await picture(diner, "diner-served");
  await diner.click("[data-tab=bill]");
  await diner.click("[data-split=SPLIT_MODE_WHOLE]");
  await payFirst(diner);
  await diner.waitForSelector("[data-testid=bill][data-paid=true]");
  await picture(diner, "diner-paid");
  await waiter.click("[data-table=A1]");
  await waiter.click("[data-testid=clear-table]");
  await waiter.waitForSelector("[data-table=A1][data-free=true]");
});

test("R2, R3, V22: two phones scan one table: one cart, live on both; each pays their own, the staff see it paid", async () => {
  const [one, other, waiter] = [await enter("/restaurant"), await enter("/restaurant", 1), await enter("/waiter")];
  await one.waitForSelector("[data-ready=true]");
  await other.waitForSelector("[data-ready=true]");
  const table = new URL("/restaurant/table/jn-b1-5t1w9d", stage.platform.url).href;
  await one.goto(table);
  await one.click("[data-testid=open-table]");
  await one.waitForSelector("[data-tab=menu]");
  await other.goto(table);
  await other.waitForSelector("[data-tab=menu]");
  await Promise.all([addDish(one, POPULAR), addDish(other, TEA)]);
  for (const phone of [one, other]) {
    await phone.click("[data-tab=order]");
    await phone.waitForFunction(() => document.querySelectorAll("[data-line]").length === 2);
  }
  expect(await one.innerText("[data-testid=cart-total]")).toBe("¥44.00");
  await picture(one, "cart-of-two");
  await other.click("[data-testid=send-order]");
  await one.waitForFunction(() => document.querySelector("[data-testid=order]")?.textContent?.includes("待做"));
  await one.click("[data-tab=bill]");
  await one.click("[data-split=SPLIT_MODE_BY_PERSON]");
  await one.waitForFunction(() => document.querySelectorAll("[data-share]").length === 2);
  await payFirst(one);
  await one.waitForSelector("[data-state=SHARE_STATE_PAID]");
  await other.click("[data-tab=bill]");
  await picture(other, "bill-by-person");
  await payFirst(other);
  await one.waitForSelector("[data-testid=bill][data-paid=true]");
  await waiter.click("[data-table=B1]");
  await waiter.waitForSelector("[data-testid=bill][data-paid=true]");
  await picture(waiter, "waiter-table");
});

test("V21: the board shows the called number and what can be fetched, in both languages", async () => {
  const [diner, waiter] = [await enter("/restaurant"), await enter("/waiter")];
  await diner.click("[data-testid=take-ticket]");
  const number = await diner.innerText("[data-testid=ticket-number]");
  await waiter.click(`[data-ticket=${number}] [data-testid=call-ticket]`);
  await waiter.click("header .bar-button >> nth=0");
  await waiter.waitForFunction(
    (called) => document.querySelector("[data-testid=board-called]")?.textContent?.includes(called),
    number,
  );
  await picture(waiter, "board");
  await waiter.click("header .bar-button");
  await picture(waiter, "board-en");
  await diner.click("header .bar-button >> nth=0");
  await picture(diner, "diner-en");
});
