/** The page of the routes works on a phone, without a network beyond us and without a script that the policy forbids. Method: Chromium at 390 px against the real gateway. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Browser, chromium, type Page } from "playwright-core";
import { accessTable } from "../access/access-table.ts";
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

test("every route is shown, within the width of a phone, in Chinese only until English is chosen, which is remembered", async () => {
  await page.waitForSelector('[id="supermarket.getReceipt"]');
  // What services alone may call is nobody's to read of.
  const routes = readContracts(allDefinitions).routes.filter(({ action }) => accessTable[action]?.length !== 0);
  expect(await page.locator("details.route").count()).toBe(routes.length + LIVE_ROUTES);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const title = page.locator('[id="supermarket.putBasket"] .title');
  expect([await title.textContent(), await page.textContent("h1")]).toEqual(["保存购物篮", "接口文档"]);
  await page.click("#language");
  await page.reload();
  await page.waitForSelector('[id="supermarket.getReceipt"]');
  expect(await page.textContent("h1")).toBe("HTTP routes");
  expect(await title.textContent()).toMatch(/^Stores a basket/);
  const labels = await page.locator("[data-zh]:not(option)").allTextContents();
  expect(labels.filter((text) => /\p{Script=Han}/u.test(text))).toEqual(["中文"]);
  await page.click("#language");
});

test("a visitor signs in as a persona by one choice and calls a route, whose example is filled in", async () => {
  await page.selectOption("#persona", "0");
  await page.locator("#who code").getByText("usr_demoshopper1").waitFor();
  const route = page.locator('[id="payments.listWalletTrades"]');
  await route.locator("> summary").click();
  expect(await route.locator('input[name="pageSize"]').inputValue()).toBe("20");
  await route.locator('input[name="pageSize"]').fill("5");
  await route.locator('button[type="submit"]').click();
  await route.getByText("HTTP 200").waitFor();
  const call = gateway.node.seen.find(({ action }) => action === "payments.listWalletTrades");
  expect([call?.options.caller?.id, call?.request]).toEqual(["usr_demoshopper1", { pageSize: 5, pageToken: "" }]);
  expect(complaints).toEqual([]);
});

test("a body has a key of its own, which is renewed after the answer", async () => {
  const route = page.locator('[id="payments.registerDevice"]');
  await route.locator("> summary").click();
  const key = route.locator('input[name="Idempotency-Key"]');
  const first = await key.inputValue();
  await route.locator('textarea[name="body"]').fill('{"deviceName": "a phone"}');
  await route.locator('button[type="submit"]').click();
  await route.getByText("HTTP 200").waitFor();
  const call = gateway.node.seen.find(({ action }) => action === "payments.registerDevice");
  expect([call?.request, call?.options.idempotencyKey]).toEqual([{ deviceName: "a phone" }, first]);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  await page.waitForFunction((old) => {
    const inputs = document.querySelectorAll<HTMLInputElement>('[id="payments.registerDevice"] input');
    return [...inputs].some(({ name, value }) => name === "Idempotency-Key" && value !== old);
  }, first);
});

test("the shape of a nested message is told, and a basket has an id of its own that the next calls share", async () => {
  const idOf = async (action: string) => {
    const route = page.locator(`[id="${action}"]`);
    await route.locator("> summary").click();
    return JSON.parse(await route.locator('textarea[name="body"]').inputValue());
  };
  const basket = await idOf("supermarket.putBasket");
  expect(basket.lines).toEqual([{ barcode: "6902856001016", quantity: 2 }]);
  expect(basket.basketId).toMatch(/^bsk_[0-9a-f]{20}$/);
  expect((await idOf("supermarket.checkOutBasket")).basketId).toBe(basket.basketId);
  const fields = await page.locator('[id="supermarket.putBasket"] .shape td:first-child').allTextContents();
  expect(fields).toEqual(expect.arrayContaining(["lines[]", "lines[].barcode", "lines[].quantity"]));
});

test("a refusal shows every wrong field", async () => {
  const route = page.locator('[id="identity.signIn"]');
  await route.locator("> summary").click();
  await route.locator('textarea[name="body"]').fill('{"login": 1, "password": true, "other": ""}');
  await route.locator('button[type="submit"]').click();
  await route.getByText("HTTP 400").waitFor();
  expect(await route.locator(".wrong dt").allTextContents()).toEqual(["login", "password", "other"]);
  await route.locator('textarea[name="body"]').fill("{");
  await route.locator('button[type="submit"]').click();
  await route.getByText("请求正文不是有效的 JSON").waitFor();
});

test("P10: the id of a rule in a comment leads to its words", async () => {
  await page.locator('#payments a[href="#rule-P10"]').first().click();
  expect(await page.locator("#rule-P10 + dd").textContent()).toMatch(/^A payment code is single use/);
  expect(await page.locator("#rule-P10").evaluate((rule) => rule.matches(":target"))).toBe(true);
});
