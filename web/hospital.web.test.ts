/** Goal: a patient's day by thumb: card, booking, payment, queue, fees, rating; the doctor and the hall beside it. Method: the platform as a process, the built pages in Chromium at 390 px. */
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { beforeAll, expect, jest, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { openTab } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";

jest.setTimeout(180_000);

const PASSWORD = "280517";
/** Where pictures go that a person wants to look at; nowhere unless it is named. */
const PICTURES = process.env["PAYWINDOW_PICTURES"];

const stage = openStage();

beforeAll(async () => {
  if (PICTURES) mkdirSync(PICTURES, { recursive: true });
});
/** Enters from the start page by one tap. */
const enter = async (path: string): Promise<Page> => {
  const context = await stage.openPhone();
  const page = await openTab(context, stage.faults);
  await page.goto(stage.platform.url);
  await page.click(`[data-page="${path}"]`);
  return page;
};

/** In both languages, each at the width of a phone with nothing beyond its edge. */
const look = async (page: Page, name: string): Promise<void> => {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect([name, overflow]).toEqual([name, 0]);
  if (!PICTURES) return;
  await page.screenshot({ path: `${PICTURES}/${name}-zh.png` });
  await page.click(".top-bar [lang=en]");
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${PICTURES}/${name}-en.png` });
  await page.click(".top-bar [lang='zh-CN']");
};

const typePassword = async (page: Page): Promise<void> => {
  for (const digit of PASSWORD)
    await page.click(`[data-testid=password-sheet] .pad-keys button[aria-label="${digit}"]`);
};

/** Who has no payment password chooses one first. */
const pay = async (page: Page): Promise<void> => {
  const title = page.locator("[data-testid=password-sheet] .sheet-title");
  await title.waitFor();
  await page.waitForTimeout(800);
  const isNew = (await title.innerText()).includes("设置");
  await typePassword(page);
  if (isNew) {
    await page.waitForTimeout(300);
    await typePassword(page);
  }
  await page.locator("[data-testid=password-sheet]").waitFor({ state: "detached" });
};

const bindCard = async (page: Page): Promise<void> => {
  await page.fill("#card-cardNumber", "RH20260001");
  await page.fill("#card-name", "李小明");
  await page.fill("#card-identityNumber", "990101198803070019");
  await page.click("[data-testid=consent]");
  await look(page, "1-card");
  await page.click("[data-testid=bind-form] button");
  await page.waitForSelector("[data-task=book]");
};

const task = (page: Page, name: string) => page.click(`[data-task-tab=${name}]`);
const stateIs = (page: Page, state: string) => page.waitForSelector(`[data-testid=appointment][data-state=${state}]`);

test("H1, H3, H4, H5, H9, W4: the whole day on a phone, a doctor's desk and the screen of the hall", async () => {
  const phone = await enter("/hospital");
  await bindCard(phone);
  await phone.waitForSelector("[data-doctor=doc_demodoctor1]");
  await look(phone, "2-doctors");
  await phone.click("[data-doctor=doc_demodoctor1]");
  await phone.waitForSelector("[data-testid=slots]");
  await look(phone, "3-slots");
  await phone.click("[data-testid=slots] button:not(:disabled)");
  await phone.waitForSelector("[data-testid=password-sheet]");
  await pay(phone);
  await stateIs(phone, "CONFIRMED");
  await look(phone, "4-confirmed");

  const hall = await enter("/clinic-screen");
  await hall.waitForSelector("[data-testid=clinic-screen] [data-doctor=doc_demodoctor1]");
  const doctor = await enter("/clinic");
  await doctor.waitForSelector("[data-testid=clinic]");

  await phone.click("[data-testid=check-in]");
  await phone.waitForSelector("[data-testid=waiting]");
  await look(phone, "5-waiting");
  await doctor.waitForSelector("[data-testid=ticket]");
  await look(doctor, "6-queue");
  await doctor.click("[data-testid=call-next]");
  await doctor.waitForSelector("[data-testid=current]");
  await phone.waitForSelector(".clinic-called");
  await hall.waitForSelector(".hall-calling");
  expect(await hall.innerText(".hall-calling")).toContain("李*明");
  expect(await hall.content()).not.toContain("李小明");
  await look(phone, "7-called");
  await look(hall, "8-hall");

  await doctor.click("[data-testid=order]");
  await doctor.click("[data-testid=order-sheet] .adm-selector-item >> nth=0");
  await doctor.click("[data-testid=order-sheet] button");
  await doctor.waitForSelector("[data-testid=item]");
  await look(doctor, "9-current");
  await task(phone, "items");
  await phone.waitForSelector("[data-testid=pay-items]");
  await look(phone, "10-fees");
  await phone.click("[data-testid=pay-items]");
  await phone.waitForSelector("[data-testid=password-sheet]");
  await pay(phone);
  await phone.waitForSelector("[data-testid=item][data-state=ITEM_STATE_PAID]");
  await doctor.waitForSelector("[data-testid=item][data-state=ITEM_STATE_PAID]");

  await doctor.click("[data-testid=finish]");
  await doctor.locator("[data-testid=current]").waitFor({ state: "detached" });
  await task(phone, "appointments");
  await stateIs(phone, "FINISHED");
  await phone.click("[data-star='5']");
  await look(phone, "11-rating");
  await phone.click("[data-testid=rate]");
  await phone.locator("[data-testid=rating]").waitFor({ state: "detached" });
});

test("H1: a wrong name is refused with one sentence, and nothing is bound", async () => {
  const phone = await enter("/hospital");
  await task(phone, "cards");
  await phone.fill("#card-cardNumber", "RH20260003");
  await phone.fill("#card-name", "李建军");
  await phone.fill("#card-identityNumber", "990101195402140035");
  await phone.click("[data-testid=consent]");
  await phone.click("[data-testid=bind-form] button");
  await phone.waitForSelector("text=就诊卡号、姓名与身份证号不一致");
  expect(await phone.locator("[data-testid=patient]").allInnerTexts()).toEqual(
    expect.not.arrayContaining([expect.stringContaining("李*国")]),
  );
});

/** Sends a report as a laboratory does; resolves with the acknowledgement. */
const sendReport = async (...lines: string[]): Promise<string> => {
  const header = "MSH|^~\\&|LIS|LAB|HIS|RH|20261124100000||ORU^R01|W1|P|2.5";
  const patient = "PID|1||RH20260001^^^RH^MR||李小明";
  const line = connect(stage.platform.mllpPort, "127.0.0.1");
  line.write(`\x0b${[header, patient, ...lines].join("\r")}\x1c\r`);
  const [answer] = await once(line, "data");
  line.destroy();
  return String(answer);
};

test("H7, V14, V15: a laboratory's report is on the phone of whoever has bound the patient, its unusual values marked", async () => {
  const phone = await enter("/hospital");
  const answer = await sendReport(
    "OBR|1||W1|CBC^血常规（五分类，含网织红细胞计数与形态学检查）|||||||||||||||||||||F",
    "OBX|1|NM|718-7^血红蛋白^LN||118|g/L|130-175|L|||F",
    "OBX|2|NM|6690-2^白细胞计数^LN||6.1|10*9/L|3.5-9.5|N|||F",
  );
  expect(answer).toContain("\rMSA|AA|W1");
  await task(phone, "reports");
  await phone.waitForSelector("[data-testid=report]");
  await look(phone, "12-reports");
  expect(await phone.innerText("[data-testid=report]")).toContain("未读");
  await phone.click("[data-testid=report]");
  await phone.waitForSelector("[data-testid=report-value]");
  await phone.waitForTimeout(500);
  if (PICTURES) await phone.screenshot({ path: `${PICTURES}/13-report.png` });
  const values = await phone.locator("[data-testid=report-value]").allInnerTexts();
  expect(values.map((value) => value.replaceAll("\n", " "))).toEqual([
    "血红蛋白 130-175 118 g/L ↓",
    "白细胞计数 3.5-9.5 6.1 10*9/L",
  ]);
  await phone.click("[data-testid=report-sheet] button");
  await phone.locator("[data-testid=report-sheet]").waitFor({ state: "detached" });
  expect(await phone.innerText("[data-testid=report]")).not.toContain("未读");
});
