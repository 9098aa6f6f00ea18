/**
 * Goal: whoever opens the start page while a demo day is played sees it go on, and one customer's whole way through shop, clinic and restaurant and back, in a
 * language of theirs. Method: the platform as `npm start -- --demo` runs it, two browsers on its first page, and the page of one that plays no day.
 */
import { expect, jest, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { isWide } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";
import { startPlatform } from "./testing/start-platform.ts";

jest.setTimeout(240_000);

const stage = openStage(["--demo"]);
const SHOTS = process.env["PAYWINDOW_SHOTS"];
const shoot = async (page: Page, name: string): Promise<void> => {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
};

const STEPS = 13;
const PAID = ["sale", "appointment", "examination", "meal", "return"];

/** What the panel says: its four figures, and the story's lines as `<kind> <done> <amount>`. */
const readPanel = async (page: Page) => {
  const figures = await page.locator("[data-testid=demo-day] dd").allInnerTexts();
  const steps = await page.locator("[data-testid=demo-story] li").evaluateAll((lines) =>
    lines.map((line) => ({
      kind: line.getAttribute("data-kind") ?? "",
      isDone: line.getAttribute("data-done") === "true",
      isNext: line.getAttribute("aria-current") === "step",
      amount: (line.lastElementChild as HTMLElement).innerText,
    })),
  );
  return { figures, steps, done: steps.filter(({ isDone }) => isDone).length };
};

/** Waits until so many steps of the story are done. */
const seeSteps = async (page: Page, count: number): Promise<void> => {
  const done = page.locator("[data-testid=demo-story] li[data-done=true]");
  await done.nth(count - 1).waitFor({ timeout: 150_000 });
};

const fen = (amount: string): number => Math.round(Number(amount.replace(/[^0-9.]/g, "")) * 100);

test("the start page shows the day live: figures that move, and one customer's story to its end", async () => {
  const [page, wide] = [await stage.openPage(), await stage.openPage()];
  await wide.setViewportSize({ width: 1_280, height: 900 });
  for (const one of [page, wide]) await one.goto(stage.platform.url);
  await wide.click(".start-bar button");
  await seeSteps(page, 2);
  expect(await page.innerText("[data-testid=demo-story] h3")).toBe("张女士的一天");
  const first = await readPanel(page);
  expect([first.steps.length, first.done < STEPS, first.steps.filter(({ isNext }) => isNext).length]).toEqual([
    STEPS,
    true,
    1,
  ]);
  expect(await page.innerText("[data-testid=demo-day]")).toContain("进行中");
  await shoot(page, "demo-begins");
  await seeSteps(page, first.done + 3);
  const later = await readPanel(page);
  expect(fen(later.figures[3] ?? "")).toBeGreaterThan(fen(first.figures[3] ?? ""));
  await shoot(page, "demo-zh");
  await seeSteps(page, STEPS);
  const { steps, figures } = await readPanel(page);
  expect(steps.filter(({ amount }) => amount !== "").map(({ kind }) => kind)).toEqual(PAID);
  for (const { amount } of steps.filter(({ kind }) => PAID.includes(kind))) expect(amount).toMatch(/^¥\d+\.\d\d$/);
  expect(fen(figures[3] ?? "")).toBeGreaterThanOrEqual(steps.reduce((sum, { amount }) => sum + fen(amount || "0"), 0));
  await seeSteps(wide, STEPS);
  expect(await wide.innerText("[data-testid=demo-story] h3")).toBe("Ms Zhang's day");
  expect(await wide.innerText("[data-testid=demo-story]")).toContain("ollows the shop");
  await shoot(wide, "demo-wide-en");
  await page.click(".start-bar button");
  expect(await page.innerText("[data-testid=demo-story]")).not.toMatch(/[\u4e00-\u9fff]/);
  await shoot(page, "demo-en");
  expect([await isWide(page), await isWide(wide)]).toEqual([false, false]);
});

test("the panel tells no full name of anybody", async () => {
  const page = await stage.openPage();
  await page.goto(stage.platform.url);
  await page.waitForSelector(".demo-day-events li");
  const news = await page.locator(".demo-day-events li").allInnerTexts();
  for (const line of news) expect(line).toMatch(/^.\*\* /u);
  expect(await page.innerText("[data-testid=demo-day]")).not.toContain("张晓敏");
});

test("where no day is played there is no panel, and the start page is as ever", async () => {
  const quiet = await startPlatform();
  try {
    const page = await stage.openPage();
    const asked = page.waitForResponse((answer) => answer.url().endsWith("/demo-day"));
    await page.goto(quiet.url);
    expect((await asked).status()).toBe(204);
    await page.waitForSelector("[data-page='/register']");
    expect(await page.locator("[data-testid=demo-day]").count()).toBe(0);
  } finally {
    await quiet.stop();
  }
});
