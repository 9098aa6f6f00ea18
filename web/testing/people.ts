import type { Page } from "playwright-core";
import { shootGun } from "./open-browser.ts";

/** Items of the demo store, with prices in fen. */
export const ITEMS = {
  greenTea: { barcode: "6901285002038", name: "绿茶 500毫升", fen: 350 },
  water: { barcode: "6902856001016", name: "矿泉水 550毫升", fen: 200 },
} as const;

/** Chooses a persona on the start page and waits for its page. */
export const signInAs = async (page: Page, url: string, login: string): Promise<void> => {
  await page.goto(url);
  await page.click(`[data-login=${login}]`);
  await page.waitForSelector(login.startsWith("shopper") ? "[data-ready=true]" : "[data-testid=till]");
};

/** The digits of the code on the wallet's screen. */
export const readCode = async (wallet: Page): Promise<string> => {
  if (!(await wallet.isVisible("[data-testid=digits]"))) await wallet.click(".digits");
  return (await wallet.innerText("[data-testid=digits]")).replaceAll(/\D/g, "");
};

/** The balance on the wallet's screen, in fen. */
export const readBalance = async (wallet: Page): Promise<number> => {
  await wallet.waitForFunction(() => /\d/.test(document.querySelector("[data-testid=balance]")?.textContent ?? ""));
  return Number((await wallet.innerText("[data-testid=balance]")).replaceAll(/\D/g, ""));
};

/** Waits for the wallet to show a balance. */
export const waitForBalance = (wallet: Page, fen: number): Promise<unknown> =>
  wallet.waitForFunction(
    (digits) => document.querySelector("[data-testid=balance]")?.textContent?.replaceAll(/\D/g, "") === digits,
    String(fen),
  );

/** Rings items up with the gun, each scan waited for. */
export const ringUp = async (till: Page, ...barcodes: string[]): Promise<void> => {
  for (const barcode of barcodes) {
    const line = till.locator(`[data-barcode="${barcode}"] output`);
    const before = (await line.count()) ? Number(await line.innerText()) : 0;
    await shootGun(till, barcode);
    await till.locator(`[data-barcode="${barcode}"] output`, { hasText: new RegExp(`^${before + 1}$`) }).waitFor();
  }
};

/** Asks for the payment. */
export const openTender = async (till: Page): Promise<void> => {
  await till.click("[data-testid=take-payment]");
  await till.waitForSelector("[data-screen=tender]");
};
