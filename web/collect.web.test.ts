/**
 * Goal: a small merchant takes money every way there is, and a payment that waits for its payer is waited for or taken back. Method: the platform as a
 * process, the built pages in Chromium at 390 px, the desk and the payer's phone as two phones; the microphone hears a WAV file with the code of the moment.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, jest, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { SAMPLE_RATE } from "./src/sound/sample-rate.ts";
import { openSoundCoder } from "./src/sound/sound-coder.ts";
import { writeWav } from "./src/sound/testing/wav.ts";
import { microphoneHearing, openBrowser, openTab, shootGun } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";
import { ITEMS, openTender, readCode, ringUp, signInAs, waitForBalance } from "./testing/people.ts";

jest.setTimeout(120_000);

const PASSWORD = "280517";
const stage = openStage();

/** A program that is signed in at payments' routes. */
const as = async (login: string) => {
  const credentials = { login, password: "paywindow-demo" };
  const session = await stage.platform.request("/v1/identity/sign-in", {
    method: "POST",
    body: JSON.stringify(credentials),
  });
  const headers = { authorization: `Bearer ${session["accessToken"]}` };
  return (path: string, body: object) =>
    stage.platform.request(`/v1/payments/${path}`, { method: "POST", body: JSON.stringify(body), headers });
};

const fen = (minorUnits: number) => ({ minorUnits: String(minorUnits), currencyCode: "CNY" });

beforeAll(async () => {
  await (await as("shopper1"))("set-payment-password", { paymentPassword: PASSWORD });
});
const openDesk = async (page: Page): Promise<Page> => {
  await page.goto(stage.platform.url);
  await page.click("[data-page='/collect']");
  await page.waitForSelector("[data-testid=collect]");
  return page;
};

/** Types an amount with the thumb, to the ways to pay. */
const typeAmount = async (desk: Page, typed: string): Promise<void> => {
  for (const key of typed) await desk.click(`[data-key="${key}"]`);
  await desk.click("[data-testid=take-amount]");
  await desk.waitForSelector("[data-screen=take]");
};

const aWallet = async (): Promise<Page> => {
  const wallet = await stage.openPage();
  await signInAs(wallet, stage.platform.url, "shopper1");
  return wallet;
};

const scanText = async (wallet: Page, qrCode: string | null): Promise<void> => {
  await wallet.click("[data-testid=scan-to-pay]");
  await wallet.fill("[data-testid=scan-paste]", qrCode ?? "");
  await wallet.press("[data-testid=scan-paste]", "Enter");
};

const typePassword = async (wallet: Page): Promise<void> => {
  for (const digit of PASSWORD)
    await wallet.click(`[data-testid=password-sheet] .pad-keys button[aria-label="${digit}"]`);
};

const endOf = async (desk: Page) => {
  await desk.waitForSelector("[data-testid=done]");
  const paid = await desk.getAttribute("[data-testid=done]", "data-paid");
  return { paid: paid === "true", amount: await desk.innerText("[data-testid=done-amount]") };
};

const wideElements = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      [...document.querySelectorAll("main *, .sheet *")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5);
      }).length,
  );

test("Y1, Y9: the desk shows a code and the amount; the payer scans it, confirms by password, and both see it paid", async () => {
  const [desk, wallet] = [await openDesk(await stage.openPage()), await aWallet()];
  expect(await wideElements(desk)).toBe(0);
  await typeAmount(desk, "25.8");
  expect(await wideElements(desk)).toBe(0);
  const [display] = await Promise.all([desk.context().waitForEvent("page"), desk.click("[data-testid=open-display]")]);
  await display.waitForSelector("[data-testid=display-amount] >> text=¥25.80");
  await desk.click("[data-way=qr]");
  await desk.waitForSelector("[data-testid=order][data-qr]");
  await display.waitForSelector(".display-qr");
  expect(await wideElements(desk)).toBe(0);
  await scanText(wallet, await desk.getAttribute("[data-testid=order]", "data-qr"));
  await desk.waitForSelector("[data-seen=true]");
  await wallet.waitForSelector("[data-testid=password-sheet] >> text=¥25.80");
  await desk.reload();
  await desk.waitForSelector("[data-seen=true]");
  await typePassword(wallet);
  await wallet.waitForSelector("[data-testid=arrival] >> text=25.80");
  expect(await endOf(desk)).toEqual({ paid: true, amount: "¥25.80" });
  await display.waitForSelector("[data-testid=display-paid] >> text=¥25.80");
  expect(await wideElements(desk)).toBe(0);
});

test("Y1: the store's own code: the payer states the amount, and the desk is told", async () => {
  const [desk, wallet] = [await openDesk(await stage.openPage()), await aWallet()];
  await desk.click("[data-testid=open-static-qr]");
  await desk.waitForSelector("[data-testid=static-qr]");
  await scanText(wallet, await desk.getAttribute("[data-testid=static-qr]", "data-qr"));
  await wallet.fill("[data-testid=scan-amount]", "12.3");
  await wallet.click("[data-testid=scan-pay]");
  await typePassword(wallet);
  await wallet.waitForSelector("[data-testid=arrival] >> text=12.30");
  await desk.waitForSelector("[data-testid=arrival] >> text=¥12.30");
});

test("P4, P5: a payment that waits for its payer: the till and the desk say so, and what is given up takes nothing", async () => {
  const [till, wallet] = [await stage.openPage(), await aWallet()];
  const shopper = await as("shopper1");
  await shopper("set-password-free-limit", { limit: fen(0), paymentPassword: PASSWORD });
  const before = Number((await wallet.innerText("[data-testid=balance]")).replaceAll(/\D/g, ""));
  await signInAs(till, stage.platform.url, "cashier1");
  await ringUp(till, ITEMS.greenTea.barcode);
  await openTender(till);
  await shootGun(till, await readCode(wallet));
  await till.waitForSelector("[data-testid=waiting][data-waits-for=PAYER]");
  await till.reload();
  await till.waitForSelector("[data-testid=waiting]");
  await till.click("[data-testid=give-up]");
  await till.waitForSelector("[data-testid=refusal][data-reason=PAYMENT_NOT_COMPLETED]");

  const desk = await openDesk(await stage.openPage());
  await wallet.click(".countdown");
  await shootGun(desk, await readCode(wallet));
  for (const key of "8") await desk.click(`[data-key="${key}"]`);
  await desk.click("[data-testid=take-amount]");
  await desk.waitForSelector("text=等待顾客输入支付密码");
  await desk.click("[data-testid=give-up]");
  expect(await endOf(desk)).toEqual({ paid: false, amount: "¥8.00" });
  await waitForBalance(wallet, before);
  await shopper("set-password-free-limit", { limit: fen(100_000), paymentPassword: PASSWORD });
});

test("X16: cash with its change", async () => {
  const desk = await openDesk(await stage.openPage());
  await typeAmount(desk, "12.5");
  await desk.click("[data-way=cash]");
  await desk.fill("[data-testid=received]", "20");
  await desk.waitForSelector("text=找零 ¥7.50");
  await desk.click("[data-testid=record]");
  expect(await endOf(desk)).toEqual({ paid: true, amount: "¥12.50" });
  expect(await desk.innerText("[data-testid=change]")).toBe("找零 ¥7.50");
});

test("Y3, Y11: the desk listens, hears the code that a phone plays, and is paid by it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "paywindow-sound-"));
  const wav = join(folder, "code.wav");
  const { paymentCode } = await (await as("shopper1"))("issue-payment-code", {});
  const sound = (await openSoundCoder()).sound(String(paymentCode));
  await writeFile(wav, writeWav(Float32Array.from([...new Float32Array(SAMPLE_RATE / 2), ...sound]), SAMPLE_RATE));
  const listening = await openBrowser(microphoneHearing(wav));
  try {
    const desk = await openDesk(await stage.openPage({ from: listening }));
    await typeAmount(desk, "6.6");
    await desk.click("[data-way=sound]");
    expect(await endOf(desk)).toEqual({ paid: true, amount: "¥6.60" });
    await desk.waitForSelector("text=声波");
  } finally {
    await listening.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test("Y3, Y12: a wallet plays its code, also without a network", async () => {
  const phone = await stage.openPhone({ keepsPages: true });
  const wallet = await openTab(phone, stage.faults);
  await signInAs(wallet, stage.platform.url, "shopper1");
  await wallet.waitForFunction(async () => {
    const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return kept.flat().some(({ url }) => url.includes("sound-worker"));
  });
  await phone.setOffline(true);
  await wallet.click("[data-testid=play-code]");
  await wallet.waitForSelector("[data-testid=play-code][data-sound=playing]");
  await wallet.waitForSelector("[data-testid=play-code][data-sound=silent]");
});
