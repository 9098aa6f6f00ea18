/** Goal: version 3 of the protocol, as the official SDK speaks it (`curl`), which verifies every answer that is not refused. Method: the SDK against the platform as a process. */
import { createVerify, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { AlipayFormData, type AlipaySdk } from "alipay-sdk";
import { type AlipayWorld, aTradeNo, makeKeys, startAlipayWorld } from "../testing/alipay-world.ts";
import { type Line, openLine } from "../testing/line.ts";

let world: AlipayWorld;
let sdk: AlipaySdk;
const lines: Line[] = [];
beforeAll(async () => {
  world = await startAlipayWorld();
  sdk = world.sdk();
}, 60_000);
afterAll(async () => {
  await Promise.all(lines.map((line) => line.close()));
  await world.platform.remove();
});

const post = (name: string, body: object, options: object = {}) =>
  sdk.curl<Record<string, string>>("POST", `/v3/alipay/trade/${name}`, {
    body: body as Record<string, unknown>,
    ...options,
  });

const payment = async (overrides: object = {}) => ({
  ...{
    out_trade_no: aTradeNo(),
    total_amount: "0.66",
    subject: "牛奶",
    auth_code: await world.code(),
    scene: "bar_code",
  },
  ...overrides,
});

describe("the trade methods", () => {
  test("from payment to refund, as version 2 does it, without code and msg", async () => {
    const contents = await payment();
    const { data, responseHttpStatus, traceId } = await post("pay", contents);
    expect(responseHttpStatus).toBe(200);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(data).toMatchObject({
      out_trade_no: contents.out_trade_no,
      total_amount: "0.66",
      buyer_user_id: "demoshopper1",
    });
    expect(data).not.toHaveProperty("code");
    const { trade_no } = data;
    expect((await post("query", { trade_no })).data).toMatchObject({ trade_status: "TRADE_SUCCESS" });
    const refund = { trade_no, refund_amount: "0.06", out_request_no: "R" };
    expect((await post("refund", refund)).data).toMatchObject({ fund_change: "Y", refund_fee: "0.06" });
    const asked = await post("fastpay/refund/query", { trade_no, out_request_no: "R" });
    expect(asked.data).toMatchObject({ refund_status: "REFUND_SUCCESS" });
    expect((await post("cancel", { trade_no })).data).toMatchObject({ action: "refund", retry_flag: "N" });
  });

  test("precreate, create and close", async () => {
    const claim = { total_amount: "1.00", subject: "x" };
    expect((await post("precreate", { ...claim, out_trade_no: aTradeNo() })).data["qr_code"]).toBeTruthy();
    const created = await post("create", { ...claim, out_trade_no: aTradeNo(), buyer_open_id: "usr_demoshopper1" });
    const { trade_no } = created.data;
    expect((await post("close", { trade_no })).data).toMatchObject({ trade_no });
  });

  test("a payment that waits answers 202, signed, without gmt_payment", async () => {
    await world.setPasswordFreeLimit("1.00");
    const { data, responseHttpStatus } = await post("pay", await payment({ total_amount: "1.01" }));
    await world.setPasswordFreeLimit("1000.00");
    expect(responseHttpStatus).toBe(202);
    expect(data).toMatchObject({ buyer_pay_amount: "0.00", trade_no: expect.stringMatching(/^\d{41}$/) });
    expect(data).not.toHaveProperty("gmt_payment");
  });

  test("P14: the answer was lost on its way: the SDK sends the same nonce again, and gets the stored answer", async () => {
    const before = await world.balance();
    const line = await openLine(world.platform.address, { loseAnswers: 1 });
    lines.push(line);
    const body = await payment({ total_amount: "0.77" });
    const answer = await world.sdk({ endpoint: line.address }).curl("POST", "/v3/alipay/trade/pay", { body });
    expect(line.requests()).toBe(2);
    expect(answer).toMatchObject({ responseHttpStatus: 200, data: { total_amount: "0.77" } });
    expect(before - (await world.balance())).toBe(77n);
  });
});

describe("AES", () => {
  test("body and answer are encrypted with the app's key", async () => {
    const client = world.sdk({ encryptKey: world.app.aesKey });
    const body = await payment({ total_amount: "0.01" });
    const { data } = await client.curl("POST", "/v3/alipay/trade/pay", { body, needEncrypt: true });
    expect(data).toMatchObject({ total_amount: "0.01" });
  });

  test("another key: invalid-encrypt", async () => {
    const client = world.sdk({ encryptKey: randomBytes(16).toString("base64") });
    const call = client.curl("POST", "/v3/alipay/trade/query", { body: { out_trade_no: "x" }, needEncrypt: true });
    await expect(call).rejects.toMatchObject({ code: "invalid-encrypt", responseHttpStatus: 400 });
  });
});

describe("refusals", () => {
  test.each([
    ["ACQ.TRADE_NOT_EXIST", 400, "query", { out_trade_no: "never" }],
    ["ACQ.INVALID_PARAMETER", 400, "pay", { total_amount: "0" }],
    [
      "ACQ.PAYMENT_AUTH_CODE_INVALID",
      400,
      "pay",
      { out_trade_no: "x1", total_amount: "1", subject: "x", auth_code: "y" },
    ],
    ["invalid-method", 400, "page/pay", {}],
  ])("%s with status %d: %s %j", async (code, responseHttpStatus, name, body) => {
    await expect(post(name, body)).rejects.toMatchObject({
      ...{ code, responseHttpStatus, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) },
      links: [{ link: expect.stringContaining("http"), desc: "错误码" }],
    });
  });

  test("another key than the app's, and an app that is not there", async () => {
    const call = (settings: object) => world.sdk(settings).curl("POST", "/v3/alipay/trade/query", { body: {} });
    const stranger = call({ privateKey: makeKeys().privateKey });
    await expect(stranger).rejects.toMatchObject({ code: "invalid-signature", responseHttpStatus: 401 });
    const nobody = call({ appId: "2021999999999999" });
    await expect(nobody).rejects.toMatchObject({ code: "invalid-app-id", responseHttpStatus: 401 });
  });

  test("another platform's key: the SDK refuses our answer", async () => {
    const client = world.sdk({ alipayPublicKey: makeKeys().publicKey });
    const body = { out_trade_no: aTradeNo(), total_amount: "1.00", subject: "x" };
    await expect(client.curl("POST", "/v3/alipay/trade/precreate", { body })).rejects.toThrow("验签失败");
  });

  test("one character of the request altered on its way", async () => {
    const line = await openLine(world.platform.address, { alterRequest: (text) => text.replace("0.66", "0.01") });
    lines.push(line);
    const call = world.sdk({ endpoint: line.address }).curl("POST", "/v3/alipay/trade/pay", { body: await payment() });
    await expect(call).rejects.toMatchObject({ code: "invalid-signature" });
  });

  test.each([
    ["missing-signature", undefined],
    ["invalid-signature", "Bearer x"],
    ["missing-app-id", "ALIPAY-SHA256withRSA nonce=1,timestamp=1,sign=AAAA"],
    ["invalid-timestamp", "ALIPAY-SHA256withRSA app_id=2021000000000000,nonce=1,timestamp=1,sign=AAAA"],
  ])("%s for an authorization of %j; refusals are signed as well", async (code, authorization) => {
    const headers: Record<string, string> = authorization ? { authorization } : {};
    const response = await fetch(`${world.platform.address}/v3/alipay/trade/query`, {
      method: "POST",
      body: "{}",
      headers,
    });
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code });
    const [time, nonce, sign] = ["timestamp", "nonce", "signature"].map((name) =>
      response.headers.get(`alipay-${name}`),
    );
    const verify = createVerify("RSA-SHA256").update(`${time}\n${nonce}\n${text}\n`);
    expect(verify.verify(world.alipayPublicKey, sign ?? "", "base64")).toBe(true);
  });

  test("a body that is too large", async () => {
    await expect(post("query", { out_trade_no: "x".repeat(100_000) })).rejects.toMatchObject({
      code: "invalid-parameter",
    });
  });
});

test("an agent's token in the header, signed; and a GET's fields in its query", async () => {
  const agent = await world.addApp({ isAgent: true });
  const client = world.sdk({ appId: agent.appId, privateKey: agent.privateKey });
  const request = { appId: agent.appId, merchantId: "mer_demomarket", storeId: "str_demomarket1" };
  const code = (await world.manager.post("/v1/identity/issue-app-auth-code", request)).body.appAuthCode;
  const token = await client.curl("POST", "/v3/alipay/open/auth/token/app", {
    body: { grant_type: "authorization_code", code },
  });
  const { app_auth_token } = token.data;
  const paid = await client.curl("POST", "/v3/alipay/trade/pay", {
    body: await payment(),
    appAuthToken: app_auth_token,
  });
  expect(paid.data).toMatchObject({ total_amount: "0.66" });
  const asked = await client.curl("GET", "/v3/alipay/open/auth/token/app/query", { query: { app_auth_token } });
  expect(asked.data).toMatchObject({ status: "valid", user_id: "demomarket" });
  const wrong = client.curl("POST", "/v3/alipay/trade/query", { body: { out_trade_no: "x" }, appAuthToken: "nobody" });
  await expect(wrong).rejects.toMatchObject({ code: "invalid-app-auth-token", responseHttpStatus: 401 });
});

test("a form with a file: its part `data` is what is signed", async () => {
  const form = new AlipayFormData();
  form.addField("out_trade_no", "never");
  form.addFile("image", "a.png", Buffer.from("no picture"));
  const call = sdk.curl("POST", "/v3/alipay/trade/query", { form });
  await expect(call).rejects.toMatchObject({ code: "ACQ.TRADE_NOT_EXIST" });
});
