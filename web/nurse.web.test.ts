/**
 * Goal: what a laboratory sends and no patient may see yet is at the nurses' desk at once, and leaves it by what they do (V13, V14, V15). Method: messages over
 * MLLP, the built pages in Chromium: the nurse's at 390 px, and the patient's phone beside it.
 */
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { beforeAll, expect, jest, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { openTab } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";

jest.setTimeout(120_000);
/** Where pictures go that a person wants to look at; nowhere unless it is named. */
const PICTURES = process.env["PAYWINDOW_PICTURES"];
const stage = openStage();
beforeAll(() => {
  if (PICTURES) mkdirSync(PICTURES, { recursive: true });
});

const enter = async (path: string): Promise<Page> => {
  const page = await openTab(await stage.openPhone(), stage.faults);
  await page.goto(stage.platform.url);
  await page.click(`[data-page="${path}"]`);
  return page;
};

const look = async (page: Page, name: string): Promise<void> => {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect([name, overflow]).toEqual([name, 0]);
  if (!PICTURES) return;
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${PICTURES}/${name}-zh.png`, fullPage: true });
  const toEnglish = page.locator(".top-bar [lang=en]");
  if (!(await toEnglish.isVisible()) || (await page.locator(".adm-popup-body").count()) > 0) return;
  await toEnglish.click();
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${PICTURES}/${name}-en.png`, fullPage: true });
  await page.click(".top-bar [lang='zh-CN']");
};

/** Sends a message as a laboratory does; resolves with the acknowledgement. */
const send = async (controlId: string, ...segments: string[]): Promise<string> => {
  const header = `MSH|^~\\&|LIS|LAB|HIS|RH|20261124100000||ORU^R01|${controlId}|P|2.5`;
  const line = connect(stage.platform.mllpPort, "127.0.0.1");
  line.write(`\x0b${[header, ...segments].join("\r")}\x1c\r`);
  const [answer] = await once(line, "data");
  line.destroy();
  return String(answer);
};

const potassium = (number: string): string[] => [
  `OBR|1||${number}|K^血钾|||||||||||||||||||||F`,
  "OBX|1|NM|2823-3^血钾^LN||6.9|mmol/L|3.5-5.3|HH|||F",
];

const fill = async (page: Page, sheet: string, words: string): Promise<void> => {
  await page.fill(`[data-testid=${sheet}] input`, words);
  await page.click(`[data-testid=${sheet}] [data-testid=one-field] button.adm-button-primary`);
  await page.locator(`[data-testid=${sheet}]`).waitFor({ state: "detached" });
};

test("H7, V14: a critical value is at the desk at once and not on the phone; handed over, it is on the phone", async () => {
  const phone = await enter("/hospital");
  await phone.fill("#card-cardNumber", "RH20260001");
  await phone.fill("#card-name", "李小明");
  await phone.fill("#card-identityNumber", "990101198803070019");
  await phone.click("[data-testid=consent]");
  await phone.click("[data-testid=bind-form] button");
  await phone.waitForSelector("[data-task=book]");
  await phone.click("[data-task-tab=reports]");
  await phone.waitForSelector("text=暂无报告");
  const nurse = await enter("/nurse");
  await nurse.waitForSelector("text=没有待处理的危急值");
  expect(await send("N1", "PID|1||RH20260001^^^RH^MR||李小明", ...potassium("N1"))).toContain("\rMSA|AA|N1");
  const task = nurse.locator("[data-testid=report-task][data-task=REPORT_TASK_CRITICAL]");
  await task.waitFor();
  expect(await task.innerText()).toContain("李*明");
  await phone.reload();
  await phone.click("[data-task-tab=reports]");
  await phone.waitForSelector("text=暂无报告");
  await look(nurse, "nurse-1-critical");
  await task.locator("button").click();
  await nurse.waitForSelector("[data-testid=report-value]");
  expect(await nurse.innerText("[data-testid=task-sheet]")).toMatch(/李小明[\s\S]*6\.9 mmol\/L ↑↑/);
  await look(nurse, "nurse-2-hand-over");
  await fill(nurse, "task-sheet", "赵明医生（电话）");
  await task.waitFor({ state: "detached" });
  await phone.waitForSelector("[data-testid=report]", { timeout: 20_000 });
});

test("V15: a report under another name waits at the desk until a nurse says whose it is", async () => {
  const nurse = await enter("/nurse");
  const haemoglobin = [
    "OBR|1||N2|CBC^血常规|||||||||||||||||||||F",
    "OBX|1|NM|718-7^血红蛋白^LN||118|g/L|130-175|L|||F",
  ];
  expect(await send("N2", "PID|1||RH20260002^^^RH^MR||王方", ...haemoglobin)).toContain("\rMSA|AA|N2");
  const task = nurse.locator("[data-testid=report-task][data-task=REPORT_TASK_PATIENT]");
  await task.waitFor();
  await look(nurse, "nurse-3-patient");
  await task.locator("button").click();
  await nurse.waitForSelector("text=报告上的姓名：王方");
  await fill(nurse, "task-sheet", "RH20260002");
  await task.waitFor({ state: "detached" });
  // Nobody has bound the card yet.
  await nurse.waitForSelector("[data-testid=report-task][data-task=REPORT_TASK_UNBOUND]");
});

test("V13: a message that was refused is shown with its reason until it is cleared up", async () => {
  const nurse = await enter("/nurse");
  expect(await send("N3", ...potassium("N3"))).toContain("\rMSA|AE|N3");
  const line = nurse.locator("[data-testid=quarantined]");
  await line.waitFor();
  expect(await line.innerText()).toMatch(/没有患者信息[\s\S]*消息号 N3/);
  await look(nurse, "nurse-4-quarantine");
  await line.locator("button").click();
  await look(nurse, "nurse-5-settle");
  await fill(nurse, "quarantine-sheet", "已通知检验科补发");
  await line.waitFor({ state: "detached" });
});
