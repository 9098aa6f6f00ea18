/**
 * Goal: version 2 of the protocol, as the official SDK speaks it: signatures both ways, certificates, AES, every refusal of the door itself, requests that are
 * sent again or altered on their way. Method: the SDK against the platform as a process, over a line that breaks where the test says.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { AlipayFormData, type AlipaySdk } from "alipay-sdk";
import { type AlipayWorld, aTradeNo, makeKeys, startAlipayWorld } from "../testing/alipay-world.ts";
import { certify } from "../testing/certificates.ts";
import { type Line, openLine } from "../testing/line.ts";

let world: AlipayWorld;
let folder: string;
let ours: ReturnType<typeof certify>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "paywindow-alipay-"));
  ours = certify(folder, "platform", makeKeys().privateKey);
  const env = {
    PAYWINDOW_PLATFORM_KEY: ours.keyFile,
    PAYWINDOW_PLATFORM_CERT: ours.certFile,
    PAYWINDOW_LOG_LEVEL: "debug",
  };
  world = await startAlipayWorld({ env });
}, 60_000);
afterAll(async () => {
  await world.platform.remove();
  rmSync(folder, { recursive: true, force: true });
});

const checked = { validateSign: true };
const never = { out_trade_no: "never" };
const NOT_THERE = { code: "40004", sub_code: "ACQ.TRADE_NOT_EXIST" };
const query = (sdk: AlipaySdk, params: object = {}) =>
  sdk.exec("alipay.trade.query", { bizContent: never, ...params }, checked);

const lines: Line[] = [];
const open = async (faults: Parameters<typeof openLine>[1]): Promise<Line> => {
  const line = await openLine(world.platform.address, faults);
  lines.push(line);
  return line;
};
afterAll(() => Promise.all(lines.map((line) => line.close())));

describe("signatures", () => {
  test.each(["RSA2", "RSA"] as const)("%s, both ways", async (signType) =>
    expect(await query(world.sdk({ signType }))).toMatchObject(NOT_THERE),
  );

  test("another key than the app's: isv.invalid-signature, and the answer's own signature holds", async () => {
    const sdk = world.sdk({ privateKey: makeKeys().privateKey });
    expect(await query(sdk)).toMatchObject({
      code: "40002",
      msg: "Invalid Arguments",
      sub_code: "isv.invalid-signature",
    });
  });

  test("another platform's key: the SDK refuses our answer", async () => {
    const sdk = world.sdk({ alipayPublicKey: makeKeys().publicKey });
    await expect(query(sdk)).rejects.toThrow("验签失败");
  });

  test("one character of the request altered on its way: isv.invalid-signature, and nobody has paid", async () => {
    const line = await open({ alterRequest: (text) => text.replace("0.88", "0.01") });
    const outTradeNo = aTradeNo();
    const contents = { out_trade_no: outTradeNo, total_amount: "0.88", subject: "x", auth_code: await world.code() };
    const sdk = world.sdk({ gateway: `${line.address}/gateway.do` });
    const result = await sdk.exec("alipay.trade.pay", { bizContent: contents }, checked);
    expect(result).toMatchObject({ code: "40002", sub_code: "isv.invalid-signature" });
    expect(await world.exec("alipay.trade.query", { out_trade_no: outTradeNo })).toMatchObject(NOT_THERE);
  });

  test("one character of the answer altered on its way: the SDK refuses it", async () => {
    const line = await open({ alterAnswer: (text) => text.replace('"40004"', '"10000"') });
    await expect(query(world.sdk({ gateway: `${line.address}/gateway.do` }))).rejects.toThrow("验签失败");
  });

  test.each(["a&b=c", '{"sign":"x"}', '"sign":', "100%", "a+b c", "表情 😀", "\\u0022}"])(
    "a value of %j is signed and answered as it is",
    async (passback_params) => {
      const { out_trade_no } = { out_trade_no: aTradeNo() };
      const contents = { out_trade_no, total_amount: "0.01", subject: "x", passback_params };
      const paid = await world.exec("alipay.trade.pay", { ...contents, auth_code: await world.code() });
      expect(paid).toMatchObject({ code: "10000" });
      expect(await world.exec("alipay.trade.query", { out_trade_no })).toMatchObject({ passback_params });
    },
  );

  test("an empty parameter is signed by this SDK, and left out by Ant's others: both hold", async () =>
    expect(await query(world.sdk(), { notify_url: "" })).toMatchObject(NOT_THERE));
});

describe("certificates", () => {
  test("an app with a certificate: its serial number, ours, and signatures by both keys", async () => {
    const keys = makeKeys();
    const theirs = certify(folder, "app", keys.privateKey);
    const app = await world.addApp({ certificate: theirs.pem, keys });
    const certificates = {
      appCertContent: theirs.pem,
      alipayPublicCertContent: ours.pem,
      alipayRootCertContent: ours.pem,
    };
    const settings = { appId: app.appId, privateKey: keys.privateKey, alipayPublicKey: undefined, ...certificates };
    const sdk = world.sdk(settings);
    expect(await query(sdk)).toMatchObject(NOT_THERE);
    const curled = sdk.curl("POST", "/v3/alipay/trade/query", { body: never });
    await expect(curled).rejects.toMatchObject({ code: "ACQ.TRADE_NOT_EXIST" });
    const body = { out_trade_no: aTradeNo(), total_amount: "1.00", subject: "x" };
    expect(await sdk.curl("POST", "/v3/alipay/trade/precreate", { body })).toMatchObject({ responseHttpStatus: 200 });
    const another = certify(folder, "another", makeKeys().privateKey);
    const wrong = world.sdk({ ...settings, appCertContent: another.pem });
    expect(await query(wrong)).toMatchObject({ sub_code: "isv.invalid-signature" });
  });
});

describe("AES", () => {
  const encrypted = (sdk: AlipaySdk, bizContent: object) =>
    sdk.exec("alipay.trade.query", { bizContent, needEncrypt: true });

  test("contents and answers are encrypted with the app's key", async () => {
    const sdk = world.sdk({ encryptKey: world.app.aesKey });
    expect(await encrypted(sdk, never)).toMatchObject(NOT_THERE);
    const contents = { out_trade_no: aTradeNo(), total_amount: "0.01", subject: "x", auth_code: await world.code() };
    const paid = await sdk.exec("alipay.trade.pay", { bizContent: contents, needEncrypt: true });
    expect(paid).toMatchObject({ code: "10000", total_amount: "0.01" });
  });

  test("another key: isv.invalid-encrypt", async () => {
    const sdk = world.sdk({ encryptKey: randomBytes(16).toString("base64") });
    expect(await encrypted(sdk, never)).toMatchObject({ code: "40002", sub_code: "isv.invalid-encrypt" });
  });
});

describe("requests that are sent again", () => {
  test("P14: the answer was lost on its way: the SDK sends the request again by itself, and gets the stored answer", async () => {
    const before = await world.balance();
    const line = await open({ loseAnswers: 1 });
    const sdk = world.sdk({ gateway: `${line.address}/gateway.do` });
    const contents = { out_trade_no: aTradeNo(), total_amount: "0.77", subject: "x", auth_code: await world.code() };
    const paid = await sdk.exec("alipay.trade.pay", { bizContent: contents }, checked);
    expect(line.requests()).toBe(2);
    expect(paid).toMatchObject({ code: "10000", total_amount: "0.77" });
    expect(before - (await world.balance())).toBe(77n);
  });

  test("P14: a refund whose answer was lost moves money once", async () => {
    const before = await world.balance();
    const contents = { out_trade_no: aTradeNo(), total_amount: "0.50", subject: "x", auth_code: await world.code() };
    await world.exec("alipay.trade.pay", contents);
    const line = await open({ loseAnswers: 1 });
    const sdk = world.sdk({ gateway: `${line.address}/gateway.do` });
    const bizContent = { out_trade_no: contents.out_trade_no, refund_amount: "0.20", out_request_no: "R" };
    const refunded = await sdk.exec("alipay.trade.refund", { bizContent }, checked);
    expect(line.requests()).toBe(2);
    expect(refunded).toMatchObject({ code: "10000", refund_fee: "0.20" });
    expect(before - (await world.balance())).toBe(30n);
  });
});

describe("sdkExecute and pageExecute", () => {
  const verified = async (sdk: AlipaySdk, response: Response) => {
    const text = await response.text();
    const { sign, ...nodes } = JSON.parse(text);
    sdk.checkResponseSign(text, "alipay_trade_query_response", sign, "");
    return nodes["alipay_trade_query_response"];
  };

  test("the text of sdkExecute, posted by an app", async () => {
    const sdk = world.sdk();
    const body = sdk.sdkExecute("alipay.trade.query", { bizContent: never });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const response = await fetch(`${world.platform.address}/gateway.do`, { method: "POST", body, headers });
    expect(await verified(sdk, response)).toMatchObject(NOT_THERE);
  });

  test("the address of pageExecute", async () => {
    const sdk = world.sdk();
    const url = sdk.pageExecute("alipay.trade.query", "GET", {
      bizContent: never,
      returnUrl: "https://shop.example/?a=1&b=二",
    });
    expect(await verified(sdk, await fetch(url))).toMatchObject(NOT_THERE);
  });

  test("the form of pageExecute, submitted", async () => {
    const sdk = world.sdk();
    const html = sdk.pageExecute("alipay.trade.query", "POST", { bizContent: never });
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? "";
    const inputs = [...html.matchAll(/name="(\w+)" value="([^"]*)"/g)];
    const body = new URLSearchParams(
      inputs.map(([, name = "", value = ""]) => [name, value.replaceAll("&quot;", '"')]),
    );
    expect(await verified(sdk, await fetch(action, { method: "POST", body }))).toMatchObject(NOT_THERE);
  });

  test("a form with a file: its fields are signed, the file is not", async () => {
    const formData = new AlipayFormData();
    formData.addField("notifyUrl", "https://shop.example/n");
    formData.addFile("imageContent", "a.png", Buffer.from("no picture"));
    const result = await world.sdk().exec("alipay.trade.query", {}, { formData, validateSign: true });
    expect(result).toMatchObject({ code: "40004", sub_code: "ACQ.INVALID_PARAMETER" });
  });
});

describe("what the door itself refuses", () => {
  const stamp = (at: Date): string => at.toISOString().slice(0, 19).replace("T", " ");
  const call = async (params: Record<string, string | undefined>, init: RequestInit = { method: "POST" }) => {
    const standing = {
      ...{ method: "alipay.trade.query", app_id: world.app.appId, charset: "utf-8", version: "1.0", sign_type: "RSA2" },
      ...{ timestamp: stamp(new Date()), sign: "AAAA", biz_content: "{}" },
    };
    const all = Object.entries({ ...standing, ...params }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const response = await fetch(`${world.platform.address}/gateway.do?${new URLSearchParams(all)}`, init);
    const text = await response.text();
    const [node, ...rest] = Object.keys(JSON.parse(text));
    expect(rest.at(-1)).toBe("sign");
    world.sdk().checkResponseSign(text, node ?? "", JSON.parse(text).sign, "");
    return { status: response.status, node, trace: response.headers.get("trace_id"), ...JSON.parse(text)[node ?? ""] };
  };

  test.each([
    ["40001", "isv.missing-method", { method: undefined }],
    ["40001", "isv.missing-app-id", { app_id: undefined }],
    ["40001", "isv.missing-signature", { sign: undefined }],
    ["40001", "isv.missing-signature-type", { sign_type: undefined }],
    ["40001", "isv.missing-timestamp", { timestamp: undefined }],
    ["40001", "isv.missing-version", { version: undefined }],
    ["40002", "isv.invalid-method", { method: "alipay.trade.orderinfo.sync" }],
    ["40002", "isv.invalid-method", { method: "../etc" }],
    ["40002", "isv.invalid-signature-type", { sign_type: "SM2" }],
    ["40002", "isv.invalid-charset", { charset: "big5" }],
    ["40002", "isv.invalid-format", { format: "XML" }],
    ["40002", "isv.invalid-timestamp", { timestamp: "2026-01-01T00:00:00" }],
    ["40002", "isv.invalid-timestamp", { timestamp: stamp(new Date(Date.now() - 3 * 86_400_000)) }],
    ["40002", "isv.invalid-app-id", { app_id: "2021999999999999" }],
    ["40002", "isv.invalid-app-id", { app_id: "mine" }],
    ["40002", "isv.invalid-signature", {}],
    ["40002", "isv.invalid-signature", { app_cert_sn: "0".repeat(32) }],
    ["20001", "aop.invalid-auth-token", { auth_token: "x" }],
  ])("%s %s for %j: status 200, signed, with a trace id", async (code, sub_code, params) => {
    const answer = await call(params);
    expect(answer).toMatchObject({ status: 200, code, sub_code, trace: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(answer.sub_msg).not.toBe("");
  });

  test("an answer without a method is an error_response", async () =>
    expect(await call({ method: undefined })).toMatchObject({ node: "error_response" }));

  test("clocks of every zone are right", async () => {
    for (const hours of [-12, 0, 8, 14]) {
      const timestamp = stamp(new Date(Date.now() + hours * 3_600_000));
      expect(await call({ timestamp })).toMatchObject({ sub_code: "isv.invalid-signature" });
    }
  });

  test.each([
    ["isv.invalid-parameter", { body: "app_id=1" }, "application/x-www-form-urlencoded"],
    ["isv.invalid-format", { body: "<xml/>" }, "text/xml"],
    ["isv.invalid-parameter", { body: "--x" }, "multipart/form-data; boundary=y"],
    ["isv.invalid-parameter", { body: "x".repeat(100_000) }, "application/x-www-form-urlencoded"],
  ])("%s for a body that is wrong", async (sub_code, { body }, contentType) =>
    expect(await call({}, { method: "POST", body, headers: { "content-type": contentType } })).toMatchObject({
      ...{ status: 200, code: "40002", sub_code },
    }),
  );

  test.each(["[]", "null", '{"a":1,"a":2}', "{", "x"])("isv.invalid-parameter for contents of %j", async (text) => {
    const sdk = world.sdk();
    const url = new URL(sdk.pageExecute("alipay.trade.query", "GET", { bizContent: { x: 1 } }));
    // Signed anew over the other contents, as a client with a fault would.
    const params = Object.fromEntries([...url.searchParams].filter(([name]) => name !== "sign"));
    const { createSign } = await import("node:crypto");
    const signed = { ...params, biz_content: text };
    const content = Object.entries(signed)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`);
    const sign = createSign("RSA-SHA256").update(content.join("&")).sign(world.app.privateKey, "base64");
    expect(await call({ ...signed, sign })).toMatchObject({ code: "40002", sub_code: "isv.invalid-parameter" });
  });
});

describe("agents", () => {
  const authorize = async (agentId: string): Promise<string> => {
    const body = { appId: agentId, merchantId: "mer_demomarket", storeId: "str_demomarket1" };
    return (await world.manager.post("/v1/identity/issue-app-auth-code", body)).body.appAuthCode;
  };
  const AUTH = "alipay.open.auth.token.app";

  test("code, token, refresh and question; a call with the token acts for the merchant, one with a wrong token for nobody", async () => {
    const agent = await world.addApp({ isAgent: true });
    const sdk = world.sdk({ appId: agent.appId, privateKey: agent.privateKey });
    const exec = (method: string, bizContent: object, params: object = {}) =>
      sdk.exec(method, { bizContent, ...params }, checked);
    const code = await authorize(agent.appId);
    const granted = await exec(AUTH, { grant_type: "authorization_code", code });
    expect(granted).toMatchObject({
      ...{ code: "10000", user_id: "demomarket", auth_app_id: agent.appId, expires_in: "31536000" },
      ...{ app_auth_token: expect.stringMatching(/^\w{40}$/), app_refresh_token: expect.stringMatching(/^\w{40}$/) },
    });
    const appAuthToken = granted["app_auth_token"];
    expect(await exec("alipay.trade.query", never, { appAuthToken })).toMatchObject(NOT_THERE);
    expect(await exec(`${AUTH}.query`, { app_auth_token: appAuthToken })).toMatchObject({
      ...{ code: "10000", user_id: "demomarket", status: "valid", is_by_app_auth: true },
    });
    const refreshed = await exec(AUTH, { grant_type: "refresh_token", refresh_token: granted["app_refresh_token"] });
    expect(refreshed["app_auth_token"]).not.toBe(appAuthToken);
    const late = await exec("alipay.trade.query", never, { appAuthToken });
    expect(late).toMatchObject({ code: "20001", sub_code: "aop.invalid-app-auth-token" });
    const unknown = await exec("alipay.trade.query", never, { appAuthToken: "nobody" });
    expect(unknown).toMatchObject({ code: "20001", sub_code: "aop.invalid-app-auth-token" });
  });

  test("every refusal of alipay.open.auth.token.app", async () => {
    const [agent, other] = [await world.addApp({ isAgent: true }), await world.addApp({ isAgent: true })];
    const clientOf = (app: typeof agent) => world.sdk({ appId: app.appId, privateKey: app.privateKey });
    const exchange = async (sdk: AlipaySdk, bizContent: object) =>
      (await sdk.exec(AUTH, { bizContent }, checked)).sub_code;
    const ofCode = (code: string) => ({ grant_type: "authorization_code", code });
    expect(await exchange(world.sdk(), ofCode("x"))).toBe("APP_NOT_ISV");
    expect(await exchange(clientOf(agent), ofCode("x"))).toBe("AUTH_CODE_NOT_EXIST");
    expect(await exchange(clientOf(agent), ofCode(await authorize(other.appId)))).toBe("APP_ID_NOT_CONSISTENT");
    expect(await exchange(clientOf(agent), { grant_type: "password", code: "x" })).toBe("GRANT_TYPE_INVALID");
    expect(await exchange(clientOf(agent), { grant_type: "refresh_token", refresh_token: "x" })).toBe(
      "REFRESH_TOKEN_NOT_EXIST",
    );
    expect(await exchange(clientOf(agent), { grant_type: "authorization_code" })).toBe("isv.invalid-parameter");
    const code = await authorize(agent.appId);
    expect(await exchange(clientOf(agent), ofCode(code))).toBe(undefined);
    // A second is the grain of the protocol's time: only then is it another request.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await exchange(clientOf(agent), ofCode(code))).toBe("AUTH_CODE_NOT_VALID");
    const question = await clientOf(agent).exec(`${AUTH}.query`, { bizContent: { app_auth_token: "x" } }, checked);
    expect(question).toMatchObject({ code: "40004", sub_code: "AUTH_TOKEN_NOT_FOUND" });
  });
});

test("nothing secret is in the log: no code, no key, no token, no password", async () => {
  const log = world.platform.output();
  expect(log.length).toBeGreaterThan(100);
  const secrets = [
    ...world.codes,
    world.app.aesKey,
    "paywindow-demo",
    "BEGIN PRIVATE KEY",
    world.app.privateKey.split("\n")[1] ?? "",
  ];
  for (const secret of secrets) expect(log).not.toContain(secret);
  expect(log).not.toMatch(/"(sign|app_auth_token|auth_code)":/);
});
