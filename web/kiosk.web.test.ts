/**
 * Goal: at a kiosk that nobody attends a payer ends with the item or with the money, also where the machine jams, the page is reloaded, or nobody pays.
 * Method: the platform as a process, the kiosk at 390 px and the payer's phone in Chromium, the demonstration's machine in the page.
 */
import { expect, jest, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { shootGun } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";
import { readCode, signInAs, waitForBalance } from "./testing/people.ts";

jest.setTimeout(120_000);

const COLA = "6921459003050";
const STORED = "paywindow.kiosk.stf_demokiosk1";
const stage = openStage();
let balance = 100_000;

const aKiosk = async (): Promise<Page> => {
  const kiosk = await stage.openPage();
  await kiosk.goto(stage.platform.url);
  await kiosk.click("[data-page='/kiosk']");
  await kiosk.waitForSelector("[data-testid=kiosk-idle]");
  return kiosk;
};

const aWallet = async (): Promise<Page> => {
  const wallet = await stage.openPage();
  await signInAs(wallet, stage.platform.url, "shopper1");
  return wallet;
};

const choose = async (kiosk: Page): Promise<void> => {
  await kiosk.click(`[data-barcode="${COLA}"]`);
  await kiosk.waitForSelector("[data-testid=kiosk-pay][data-qr]");
};

const wideElements = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      [...document.querySelectorAll("main *")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5);
      }).length,
  );

test("Y7: choose, show the payer's code, paid, given out, and free for the next one", async () => {
  const [kiosk, wallet] = [await aKiosk(), await aWallet()];
  expect(await wideElements(kiosk)).toBe(0);
  expect(await kiosk.isDisabled('[data-barcode="6971016022284"]')).toBe(true);
  await choose(kiosk);
  expect(await wideElements(kiosk)).toBe(0);
  await shootGun(kiosk, await readCode(wallet));
  await kiosk.waitForSelector("[data-state=VEND_STATE_VENDED]");
  balance -= 280;
  await waitForBalance(wallet, balance);
  expect(await wideElements(kiosk)).toBe(0);
  await kiosk.click("[data-testid=kiosk-next]");
  await kiosk.waitForSelector("[data-testid=kiosk-idle]");
});

test("Y7: the machine jams: the payer has all of the money back without anybody's help", async () => {
  const [kiosk, wallet] = [await aKiosk(), await aWallet()];
  await kiosk.check("[data-testid=kiosk-jams]");
  await choose(kiosk);
  await shootGun(kiosk, await readCode(wallet));
  await waitForBalance(wallet, balance - 280);
  await kiosk.waitForSelector("[data-state=VEND_STATE_REFUNDED]");
  expect(await wideElements(kiosk)).toBe(0);
  await waitForBalance(wallet, balance);
});

test("Y7: a reload while the machine is at it: given out once, charged once", async () => {
  const [kiosk, wallet] = [await aKiosk(), await aWallet()];
  await choose(kiosk);
  await shootGun(kiosk, await readCode(wallet));
  await kiosk.waitForSelector("[data-state=VEND_STATE_VENDING]");
  await kiosk.reload();
  await kiosk.waitForSelector("[data-state=VEND_STATE_VENDED]");
  balance -= 280;
  await waitForBalance(wallet, balance);
});

test("Y7: nobody pays: after a reload and the time-out the trade is closed at the platform, the code is good for nothing, and the kiosk is free", async () => {
  const kiosk = await aKiosk();
  await choose(kiosk);
  await kiosk.reload();
  await kiosk.waitForSelector("[data-testid=kiosk-pay][data-qr]");
  const qrCode = await kiosk.getAttribute("[data-testid=kiosk-pay]", "data-qr");
  // The page stores before it shows, so what is written here is what the next life of the page begins with.
  await kiosk.addInitScript((key) => {
    const state = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (state.payByMs) localStorage.setItem(key, JSON.stringify({ ...state, payByMs: Date.now() - 1 }));
  }, STORED);
  await kiosk.reload();
  await kiosk.waitForSelector("[data-state=VEND_STATE_CLOSED]");
  const credentials = JSON.stringify({ login: "shopper1", password: "paywindow-demo" });
  const session = await stage.platform.request("/v1/identity/sign-in", { method: "POST", body: credentials });
  const trade = await stage.platform.request("/v1/payments/open-qr-code", {
    method: "POST",
    body: JSON.stringify({ qrCode }),
    headers: { authorization: `Bearer ${session["accessToken"]}` },
  });
  expect(trade["state"] === "TRADE_STATE_CLOSED" || trade["reason"] === "QR_CODE_UNKNOWN").toBe(true);
  await kiosk.waitForSelector("[data-testid=kiosk-idle]");
});

test("Y7: without a network in the middle, the kiosk asks on and ends all the same; a payer may cancel", async () => {
  const [kiosk, wallet] = [await aKiosk(), await aWallet()];
  await choose(kiosk);
  await kiosk.click("[data-testid=kiosk-cancel]");
  await kiosk.waitForSelector("[data-state=VEND_STATE_CLOSED]");
  await kiosk.click("[data-testid=kiosk-next]");
  await choose(kiosk);
  const code = await readCode(wallet);
  await shootGun(kiosk, code);
  await kiosk.waitForSelector("[data-state=VEND_STATE_VENDING]");
  await kiosk.context().setOffline(true);
  await kiosk.waitForSelector(".kiosk-bad");
  await kiosk.context().setOffline(false);
  await kiosk.waitForSelector("[data-state=VEND_STATE_VENDED]");
  balance -= 280;
  await waitForBalance(wallet, balance);
});
