/**
 * Goal: a shopper pays at the till, as people do it. Method: the whole platform in a process of its own, Chromium at 390 px, a scan gun of fast keystrokes;
 * balances are read from the wallet's page. Faults on any page fail the test.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { Browser, BrowserContext, Page, Route } from "playwright-core";
import { openBrowser, openPhone, openTab, shootGun } from "./testing/open-browser.ts";
import { ITEMS, openTender, readBalance, readCode, ringUp, signInAs, waitForBalance } from "./testing/people.ts";
import { type Platform, startPlatform } from "./testing/start-platform.ts";

jest.setTimeout(120_000);

let platform: Platform;
let browser: Browser;
let phone: BrowserContext;
let desk: BrowserContext;
let wallet: Page;
let till: Page;
let faults: string[];

const { greenTea, water } = ITEMS;
const CHECK_OUT = "**/v1/supermarket/check-out-basket";

beforeAll(async () => {
  platform = await startPlatform();
  browser = await openBrowser();
  // One phone for all: a user may register five.
  phone = await openPhone(browser);
});

afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

beforeEach(async () => {
  faults = [];
  desk = await openPhone(browser);
  [wallet, till] = await Promise.all([openTab(phone, faults), openTab(desk, faults)]);
  await signInAs(till, platform.url, "cashier1");
});

afterEach(async () => {
  await Promise.all([...(phone?.pages() ?? []).map((page) => page.close()), desk?.close()]);
  expect(faults).toEqual([]);
});

const waitForPaid = (page: Page) => page.waitForSelector("[data-testid=paid]");
const waitForArrival = (page: Page) => page.waitForSelector("[data-testid=arrival]");
const refusalOf = (page: Page) =>
  page.waitForSelector("[data-testid=refusal]").then((card) => card.getAttribute("data-reason"));

describe("a sale", () => {
  test("K1, Y2: the code on the shopper's page, read at the till, pays the basket; both pages show it and the balance falls by the total", async () => {
    await signInAs(wallet, platform.url, "shopper1");
    const before = await readBalance(wallet);
    await ringUp(till, greenTea.barcode, greenTea.barcode, water.barcode);
    await openTender(till);
    expect(await till.innerText("[data-testid=tender-amount]")).toBe("¥9.00");
    await shootGun(till, await readCode(wallet));
    await Promise.all([waitForPaid(till), waitForArrival(wallet)]);
    expect(await till.innerText("[data-testid=paid-amount]")).toBe("¥9.00");
    expect(await till.innerText("[data-testid=receipt]")).toMatch(
      /惠民超市（中心店）[\s\S]*绿茶[\s\S]*合计\s*¥9\.00[\s\S]*李\*/,
    );
    expect(await wallet.innerText("[data-testid=arrival-amount]")).toContain("9.00");
    await wallet.click("[data-testid=arrival] button");
    await waitForBalance(wallet, before - 900);
    expect(await wallet.innerText("[data-testid=trade] >> nth=0")).toContain("-¥9.00");
    await till.click("[data-testid=next]");
    expect(await till.getAttribute("[data-testid=till]", "data-screen")).toBe("items");
    expect(await till.innerText("[data-testid=total]")).toBe("¥0.00");
  });

  test("K1: two tabs of one browser are two people", async () => {
    const secondTab = await openTab(phone, faults);
    await signInAs(wallet, platform.url, "shopper1");
    await signInAs(secondTab, platform.url, "cashier1");
    await ringUp(secondTab, water.barcode);
    await openTender(secondTab);
    await shootGun(secondTab, await readCode(wallet));
    await Promise.all([waitForPaid(secondTab), waitForArrival(wallet)]);
  });

  test("Y2: a code is not shown twice, however often it is refreshed", async () => {
    await signInAs(wallet, platform.url, "shopper1");
    const codes = [await readCode(wallet)];
    for (let times = 0; times < 3; times++) {
      await wallet.click(".countdown");
      codes.push(await readCode(wallet));
    }
    expect(new Set(codes).size).toBe(4);
    for (const code of codes) expect(code).toMatch(/^28\d{16}$/);
  });
});

describe("V3: an unknown result", () => {
  /** The platform takes the money, and its answer is lost on the way: `times` times. */
  const loseAnswers = async (page: Page, times: number): Promise<string[]> => {
    const keys: string[] = [];
    await page.route(CHECK_OUT, async (route: Route) => {
      keys.push((await route.request().headerValue("idempotency-key")) ?? "");
      if (keys.length > times) return route.continue();
      await route.fetch();
      await route.abort("connectionreset");
    });
    return keys;
  };

  test("V3: a lost answer is asked for again with the same key and charges once", async () => {
    await signInAs(wallet, platform.url, "shopper1");
    const before = await readBalance(wallet);
    const keys = await loseAnswers(till, 1);
    await ringUp(till, greenTea.barcode);
    await openTender(till);
    await shootGun(till, await readCode(wallet));
    await till.waitForSelector("[data-asking=true]");
    await waitForPaid(till);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    await waitForBalance(wallet, before - greenTea.fen);
  });

  test("V3: a reload and a second shot in the middle of a payment charge once", async () => {
    await signInAs(wallet, platform.url, "shopper1");
    const before = await readBalance(wallet);
    const keys = await loseAnswers(till, 2);
    await ringUp(till, greenTea.barcode);
    await openTender(till);
    const code = await readCode(wallet);
    await shootGun(till, code);
    await shootGun(till, code);
    await till.waitForSelector("[data-asking=true]");
    await till.reload();
    await waitForPaid(till);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    await waitForBalance(wallet, before - greenTea.fen);
    expect(await till.innerText("[data-testid=paid-amount]")).toBe("¥3.50");
  });
});

describe("refusals are told, with what to do next", () => {
  test("P10: a spent code; a new one then pays", async () => {
    await signInAs(wallet, platform.url, "shopper1");
    const spent = await readCode(wallet);
    await ringUp(till, water.barcode);
    await openTender(till);
    await shootGun(till, spent);
    await waitForPaid(till);
    await till.click("[data-testid=next]");
    await ringUp(till, water.barcode);
    await openTender(till);
    await shootGun(till, spent);
    expect(await refusalOf(till)).toBe("PAYMENT_CODE_SPENT");
    expect(await till.innerText("[data-testid=refusal]")).toContain("请顾客刷新付款码后再扫一次");
    await wallet.click("[data-testid=arrival] button");
    await shootGun(till, await readCode(wallet));
    await waitForPaid(till);
  });

  test("P30: more than the balance", async () => {
    await signInAs(wallet, platform.url, "shopper2");
    const before = await readBalance(wallet);
    await ringUp(till, greenTea.barcode);
    const more = till.locator(`[data-barcode="${greenTea.barcode}"] [aria-label="增加"]`);
    for (let quantity = 1; quantity * greenTea.fen <= before; quantity++) await more.click();
    await openTender(till);
    await shootGun(till, await readCode(wallet));
    expect(await refusalOf(till)).toBe("BALANCE_INSUFFICIENT");
    await wallet.reload();
    expect(await readBalance(wallet)).toBe(before);
  });

  test("V2: an unknown item, and a payment code while items are rung up", async () => {
    await shootGun(till, "4006381333931");
    await till.waitForSelector("text=没有这个商品：4006381333931");
    await shootGun(till, "281234567812345678");
    await till.waitForSelector("text=这是付款码，请先扫商品");
    expect(await till.innerText("[data-testid=total]")).toBe("¥0.00");
  });
});

describe("Y12: the payer has no network", () => {
  test("Y12: the code is computed offline, the till takes it, and the payment is told when the network is back", async () => {
    // Playwright's offline leaves an open line open; a real one ends with the network, and so this one never begins.
    await wallet.route("**/v1/live?*", (route) => route.abort());
    await signInAs(wallet, platform.url, "shopper1");
    await readBalance(wallet);
    await phone.setOffline(true);
    await wallet.waitForSelector("text=当前无网络，付款码仍可使用");
    await wallet.click(".countdown");
    await ringUp(till, water.barcode);
    await openTender(till);
    await shootGun(till, await readCode(wallet));
    await waitForPaid(till);
    expect(await wallet.isVisible("[data-testid=arrival]")).toBe(false);
    await wallet.unroute("**/v1/live?*");
    await phone.setOffline(false);
    await waitForArrival(wallet);
    expect(await wallet.innerText("[data-testid=arrival-amount]")).toContain("2.00");
  });

  test("Y12: the wallet also opens without a network", async () => {
    const cellar = await openPhone(browser, { keepsPages: true });
    const cellarWallet = await openTab(cellar, faults);
    await signInAs(cellarWallet, platform.url, "shopper1");
    await cellarWallet.waitForFunction(async () => {
      const kept = await (await caches.open("paywindow-shell-1")).keys();
      return navigator.serviceWorker.controller && kept.some(({ url }) => url.includes("/assets/wallet-page"));
    });
    await cellar.setOffline(true);
    await cellarWallet.reload();
    await cellarWallet.waitForSelector("[data-ready=true]");
    expect(await readCode(cellarWallet)).toMatch(/^28\d{16}$/);
    await cellar.close();
  });
});

describe("a browser without a place among the user's devices", () => {
  test("Y2: shows codes of the server, which the till takes", async () => {
    const session = await platform.request("/v1/identity/sign-in", {
      method: "POST",
      body: JSON.stringify({ login: "shopper2", password: "paywindow-demo" }),
    });
    for (let index = 0; index < 6; index++) {
      await platform.request("/v1/payments/register-device", {
        method: "POST",
        body: JSON.stringify({ deviceName: `phone ${index}` }),
        headers: { authorization: `Bearer ${session["accessToken"]}`, "idempotency-key": `key_register_${index}` },
      });
    }
    const newPhone = await openPhone(browser);
    const newWallet = await openTab(newPhone, faults);
    await signInAs(newWallet, platform.url, "shopper2");
    await newWallet.waitForSelector("text=这台手机要联网才能显示付款码");
    await ringUp(till, water.barcode);
    await openTender(till);
    await shootGun(till, await readCode(newWallet));
    await Promise.all([waitForPaid(till), waitForArrival(newWallet)]);
    await newPhone.close();
  });

  test("Y12: from the note that there is no place the way leads to the phones; one that is removed makes a place at once", async () => {
    const newPhone = await openPhone(browser);
    const newWallet = await openTab(newPhone, faults);
    await signInAs(newWallet, platform.url, "shopper2");
    await newWallet.click("[data-testid=open-devices]");
    await newWallet.locator("[data-testid=remove-device]").first().click();
    await newWallet.waitForSelector("[data-testid=devices-sheet] >> text=本机");
    await newWallet.locator("text=这台手机要联网才能显示付款码").waitFor({ state: "detached" });
    await newWallet.locator("[data-testid=devices-sheet] .waiting-trade", { hasText: "本机" }).waitFor();
    await newPhone.close();
  });

  test("Y2: asks for a place once, and says what is the matter when its code has ended without a network", async () => {
    const newPhone = await openPhone(browser);
    const newWallet = await openTab(newPhone, faults);
    let registrations = 0;
    await newWallet.route("**/v1/payments/register-device", (route) => {
      registrations++;
      return route.continue();
    });
    await newWallet.clock.install();
    await signInAs(newWallet, platform.url, "shopper2");
    await newWallet.reload();
    await newWallet.waitForSelector("[data-ready=true]");
    expect(registrations).toBe(1);
    await newPhone.setOffline(true);
    await newWallet.click(".countdown");
    await newWallet.waitForSelector("text=网络不通，暂时不能更新");
    await newWallet.clock.fastForward("01:10");
    await newWallet.waitForSelector("text=网络不通。付款码要联网才能显示");
    await newPhone.setOffline(false);
    await newWallet.click("text=重试");
    await newWallet.waitForSelector("[data-ready=true]");
    await newPhone.close();
  });
});

describe("Y10: gun and hand", () => {
  test("Y10: a gun works whatever has the focus, and leaves nothing in the field", async () => {
    await till.focus(".entry-field");
    await ringUp(till, greenTea.barcode);
    expect(await till.inputValue(".entry-field")).toBe("");
    await till.focus('[aria-label="增加"]');
    await ringUp(till, greenTea.barcode);
    expect(await till.innerText(`[data-barcode="${greenTea.barcode}"] output`)).toBe("2");
  });

  test("Y10: digits typed by hand stay in the field until they are entered", async () => {
    await till.focus(".entry-field");
    await till.keyboard.type(water.barcode, { delay: 90 });
    expect(await till.inputValue(".entry-field")).toBe(water.barcode);
    expect(await till.locator("[data-testid=line]").count()).toBe(0);
    await till.keyboard.press("Enter");
    await till.waitForSelector(`[data-barcode="${water.barcode}"]`);
    expect(await till.inputValue(".entry-field")).toBe("");
  });
});
