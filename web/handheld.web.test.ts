/**
 * Goal: a terminal in the hand takes an amount on mobile data, which comes and goes, and prints the slip. Method: the platform as a process, the terminal at
 * 320 px in Chromium; its network is cut while a payment is on its way, its printer is a Web Serial port that keeps what it is sent.
 */
import { expect, jest, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { shootGun } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";
import { readCode, signInAs, waitForBalance } from "./testing/people.ts";

jest.setTimeout(120_000);

const stage = openStage();
let balance = 100_000;

/** What the built-in printer of the terminal was sent. */
const printed = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window as unknown as { printed: number[] }).printed);

const withPrinter = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const paper: number[] = [];
    const port = {
      open: async () => {},
      close: async () => {},
      get writable() {
        return new WritableStream<Uint8Array>({ write: (bytes) => void paper.push(...bytes) });
      },
    };
    const serial = { getPorts: async () => [port], requestPort: async () => port };
    Object.defineProperty(navigator, "serial", { value: serial });
    Object.defineProperty(window, "printed", { value: paper });
  });

const aHandheld = async ({ hasPrinter = false } = {}): Promise<Page> => {
  const page = await stage.openPage();
  await page.setViewportSize({ width: 320, height: 640 });
  if (hasPrinter) await withPrinter(page);
  await page.goto(stage.platform.url);
  await page.click("[data-page='/handheld'] >> nth=0");
  await page.waitForSelector("[data-testid=handheld]");
  return page;
};

const aWallet = async (): Promise<Page> => {
  const wallet = await stage.openPage();
  await signInAs(wallet, stage.platform.url, "shopper1");
  return wallet;
};

const typeAmount = async (page: Page, typed: string): Promise<void> => {
  for (const key of typed) await page.click(`[data-key="${key}"]`);
  await page.click("[data-testid=take-amount]");
  await page.waitForSelector("[data-screen=take]");
};

const wideElements = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      [...document.querySelectorAll("main *")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5);
      }).length,
  );

const expectFits = async (page: Page) => expect(await wideElements(page)).toBe(0);

test("Y6: amount, scan, paid, and the slip comes out of the terminal's printer by itself, once", async () => {
  const [page, wallet] = [await aHandheld({ hasPrinter: true }), await aWallet()];
  await expectFits(page);
  await typeAmount(page, "12.5");
  await expectFits(page);
  await shootGun(page, await readCode(wallet));
  await page.waitForSelector("[data-testid=done][data-paid=true]");
  await expectFits(page);
  await page.waitForSelector("[data-testid=slip-printed]");
  balance -= 1_250;
  await waitForBalance(wallet, balance);
  const paper = Buffer.from(await printed(page));
  expect(paper.includes(Buffer.from("12.50"))).toBe(true);
  await page.reload();
  await page.waitForSelector("[data-testid=done][data-paid=true]");
  await page.waitForSelector("[data-testid=open-slip]");
  expect(await printed(page)).toEqual([]);
});

test("Y6: without a printer the slip is a file", async () => {
  const [page, wallet] = [await aHandheld(), await aWallet()];
  await typeAmount(page, "3");
  await shootGun(page, await readCode(wallet));
  balance -= 300;
  await waitForBalance(wallet, balance);
  await page.waitForSelector("[data-testid=done][data-paid=true]");
  await page.click("[data-testid=open-slip]");
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("[data-testid=save-slip]")]);
  expect(file.suggestedFilename()).toMatch(/^trd_.*-paid\.bin$/);
});

test.each([
  ["the same page asks again", false],
  ["also after a reload", true],
])(
  "Y6: the network is lost while a payment is on its way; back again, %s under the same key: charged once",
  async (_how, reloads) => {
    const [page, wallet] = [await aHandheld(), await aWallet()];
    const keys: (string | undefined)[] = [];
    // The first answer is lost on the radio: the platform has charged, and the terminal does not know.
    await page.route("**/v1/payments/pay-trade", async (route) => {
      keys.push(route.request().headers()["idempotency-key"]);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      await page.context().setOffline(true);
      return route.abort("internetdisconnected");
    });
    await typeAmount(page, "8");
    await shootGun(page, await readCode(wallet));
    balance -= 800;
    await waitForBalance(wallet, balance);
    await page.waitForSelector("[data-testid=order-title]");
    expect(await page.isVisible("[data-testid=done]")).toBe(false);
    await page.context().setOffline(false);
    if (reloads) await page.reload();
    await page.waitForSelector("[data-testid=done][data-paid=true]");
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    await wallet.reload();
    await waitForBalance(wallet, balance);
  },
);
