/** The page of the routes works on a phone, without a network beyond us and without a script that the policy forbids. Method: Chromium at 390 px against the real gateway. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Browser, chromium, type Page } from "playwright-core";
import { readContracts } from "../contract/read-contracts.ts";
import { allDefinitions } from "../testing/stub-node.ts";
import { startTestGateway, type TestGateway } from "../testing/test-gateway.ts";

/** The ticket and the stream. */
const LIVE_ROUTES = 2;

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

let gateway: TestGateway;
let browser: Browser;
let page: Page;
const complaints: string[] = [];
beforeAll(async () => {
  gateway = await startTestGateway();
  const persona = {
    role: "shopper",
    displayName: "李小明",
    displayNameEn: "Li Xiaoming",
    login: "shopper1",
    password: "demo",
  };
  gateway.node.handlers.set("identity.listDemoPersonas", () => ({ personas: [persona] }));
  gateway.node.handlers.set("identity.signIn", async () => ({
    ...{ accessToken: await gateway.token("user"), refreshToken: "r" },
    principal: {
      principalId: "usr_demoshopper1",
      kind: 1,
      displayName: "李小明",
      merchantId: "",
      storeIds: [],
      roles: [],
    },
  }));
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
  page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => request.url().startsWith(gateway.httpAddress) || complaints.push(request.url()));
  await page.goto(`${gateway.httpAddress}/docs`);
});
afterAll(async () => {
  await browser.close();
  await gateway.stop();
});

test("every route is shown, within the width of a phone", async () => {
  await page.waitForSelector('[id="supermarket.getReceipt"]');
  expect(await page.locator("details").count()).toBe(readContracts(allDefinitions).routes.length + LIVE_ROUTES);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test("a visitor signs in as a persona and calls a route", async () => {
  await page.selectOption("#persona", "0");
  await page.click("#sign-in button");
  await page.getByText("李小明 usr_demoshopper1").waitFor();
  const route = page.locator('[id="payments.listWalletTrades"]');
  await route.locator("summary").click();
  await route.locator('input[name="pageSize"]').fill("5");
  await route.locator("button").click();
  await route.getByText("HTTP 200").waitFor();
  const call = gateway.node.seen.find(({ action }) => action === "payments.listWalletTrades");
  expect([call?.options.caller?.id, call?.request]).toEqual(["usr_demoshopper1", { pageSize: 5, pageToken: "" }]);
  expect(complaints).toEqual([]);
});

test("a body is built from its fields, with a key of its own, and a refusal is shown with its fields", async () => {
  const route = page.locator('[id="payments.registerDevice"]');
  await route.locator("summary").click();
  await route.locator('input[name="deviceName"]').fill("a phone");
  await route.locator("button").click();
  await route.getByText("HTTP 200").waitFor();
  const call = gateway.node.seen.find(({ action }) => action === "payments.registerDevice");
  expect(call?.request).toEqual({ deviceName: "a phone" });
  expect(call?.options.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
  const refused = page.locator('[id="payments.createTrade"]');
  await refused.locator("summary").click();
  await refused.locator('input[name="amount.minorUnits"]').fill("1.234");
  await refused.locator("button").click();
  await refused.getByText("HTTP 403").waitFor();
});
