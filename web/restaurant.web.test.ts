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

/** A call at the HTTP door, as somebody who has no page in the test. */
const post = async (login: string, path: string, message: object) => {
  const credentials = { login, password: "paywindow-demo" };
  const session = await stage.platform.request("/v1/identity/sign-in", {
    method: "POST",
    body: JSON.stringify(credentials),
  });
  const headers = { authorization: `Bearer ${session["accessToken"]}` };
  return stage.platform.request(path, { method: "POST", body: JSON.stringify(message), headers });
};

beforeAll(async () => {
  for (const login of ["shopper1", "shopper2"])
    await post(login, "/v1/payments/set-payment-password", { paymentPassword: PASSWORD });
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

const typePassword = async (page: Page): Promise<void> => {
  for (const digit of PASSWORD)
    await page.click(`[data-testid=password-sheet] .pad-keys button[aria-label="${digit}"]`);
  await page.waitForSelector("[data-testid=password-sheet]", { state: "detached" });
};

const payFirst = async (page: Page): Promise<void> => {
  await page.locator("[data-testid=pay-share]").first().click();
  await typePassword(page);
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
  await typePassword(diner);
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

test("V22: a diner pays chosen dishes, the manager takes something off the rest, gives one dish back, and sets what is sold out and how the queue runs", async () => {
  const [diner, office] = [await enter("/restaurant", 1), await enter("/restaurant-desk")];
  await diner.waitForSelector("[data-ready=true]");
  await diner.goto(new URL("/restaurant/table/jn-b2-7n4q6z", stage.platform.url).href);
  await diner.click("[data-testid=open-table]");
  await addDish(diner, POPULAR);
  await addDish(diner, TEA);
  await diner.click("[data-tab=order]");
  await diner.waitForFunction(() => document.querySelectorAll("[data-line]").length === 2);
  await diner.click("[data-testid=send-order]");
  await diner.click("[data-tab=bill]");
  await diner.click("[data-split=SPLIT_MODE_BY_ITEM]");
  expect(await diner.isDisabled("[data-testid=split-items]")).toBe(true);
  await diner.locator("[data-item-line]").first().click();
  await picture(diner, "bill-by-item");
  await diner.click("[data-testid=split-items]");
  await typePassword(diner);
  await diner.waitForSelector("[data-state=SHARE_STATE_PAID]");

  await office.click("[data-table=B2]");
  await office.fill("[name=discount]", "4");
  await picture(office, "office-bill");
  await office.click("[data-testid=give-discount]");
  await office.waitForFunction(() => document.querySelector("[data-testid=bill-total]")?.textContent === "¥40.00");
  await diner.waitForFunction(() => document.querySelector("[data-testid=bill-total]")?.textContent === "¥40.00");
  await office.click("[data-tab=dishes]");
  const soldOut = async (isSoldOut: boolean) => {
    await office.click(`[data-desk-dish=${TEA}] .adm-switch`);
    await diner.click("[data-tab=menu]");
    await diner.waitForSelector(`[data-dish=${TEA}]${isSoldOut ? ":disabled" : ":enabled"}`);
  };
  await soldOut(true);
  await picture(office, "office-dishes");
  await soldOut(false);
  await office.click("[data-tab=bills]");
  await office.click("[data-table=B2]");
  await diner.click("[data-tab=bill]");
  await diner.click("[data-split=SPLIT_MODE_WHOLE]");
  await typePassword(diner);
  await diner.waitForSelector("[data-testid=bill][data-paid=true]");
  await office.waitForSelector("[data-paid=true]");
  await office.locator("[data-testid=ask-refund]").first().click();
  await office.hover("[data-testid=refund-dish]");
  await picture(office, "office-refund-sheet");
  await office.click("[data-testid=refund-dish]");
  await office.waitForSelector("[data-refund][data-state=DISH_REFUND_STATE_DONE]");
  await picture(office, "office-refunded");
  await diner.waitForFunction(() => document.querySelector("[data-testid=bill]")?.textContent?.includes("已退 ¥26.00"));
  await picture(diner, "bill-refunded");

  await office.click("[data-tab=queue]");
  await office.locator("[data-setting=nearParties] button").last().click();
  await picture(office, "office-queue");
  await office.click("[data-testid=save-queue]");
  await office.waitForSelector("[data-testid=notice]:has-text('已保存')");
  await office.reload();
  await office.click("[data-tab=queue]");
  expect(await office.inputValue("[data-setting=nearParties] input")).toBe("4");
  await office.click("header .bar-button");
  await picture(office, "office-queue-en");
  await office.click("[data-tab=bills]");
  await office.click("[data-table=B2]");
  await office.waitForSelector("[data-refund]");
  await picture(office, "office-bill-en");
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

test("W4: from the window's menu it is three taps at most to a ticket, to a dish ordered ahead, and to the payment", async () => {
  const diner = await enter("/restaurant");
  await diner.waitForSelector("[data-ready=true]");
  if (await diner.isVisible("[data-testid=ticket]")) await diner.click("text=取消排队");
  let taps = 0;
  const tap = async (selector: string): Promise<void> => {
    taps += 1;
    await diner.click(selector);
  };
  const fromMenu = async (): Promise<void> => {
    taps = 0;
    await diner.goto(new URL("/windows/win_demorestaurant", stage.platform.url).href);
  };
  await fromMenu();
  await tap("[data-entry=queue]");
  await tap("[data-testid=take-ticket]");
  await diner.waitForSelector("[data-testid=ticket-number]");
  expect(taps).toBeLessThanOrEqual(3);

  await fromMenu();
  await tap("[data-entry=order]");
  await tap(`[data-dish=${POPULAR}]`);
  await tap("[data-testid=add-dish]");
  await diner.waitForSelector("[data-tab=order]:has-text('(1)')");
  expect(taps).toBeLessThanOrEqual(3);

  const ticketId = await diner.evaluate(() => sessionStorage.getItem("dining-ticket"));
  const seated = { tableId: "tbl_demoa2", ticketId: JSON.parse(ticketId ?? '""') };
  await post("waiter1", "/v1/restaurant/seat-party", seated);
  await fromMenu();
  await tap("[data-entry=mine]");
  await tap("[data-entry=bill]");
  await tap("[data-split=SPLIT_MODE_WHOLE]");
  await diner.waitForSelector("[data-testid=password-sheet]");
  expect(taps).toBeLessThanOrEqual(3);
  await typePassword(diner);
  await diner.waitForSelector("[data-testid=bill][data-paid=true]");
});
