/**
 * Goal: every refusal that an operator, a rule, a contract or time brings about reaches the official alipay-sdk in Alipay's own words, and no other; and what time
 * makes of a paid trade. Method: the SDK against the platform as a process whose clock the test puts forward; operators' calls bring the rest about.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type HttpCaller, signIn } from "../../kernel/harness/http-client.ts";
import { chinaTime } from "../../kernel/time/china-time.ts";
import { type AlipayWorld, aTradeNo, startAlipayWorld } from "./testing/alipay-world.ts";

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];

let world: AlipayWorld;
let operator: HttpCaller;
let folder: string;
let shiftMs = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "paywindow-clock-"));
  const PAYWINDOW_TEST_CLOCK = join(folder, "clock");
  writeFileSync(PAYWINDOW_TEST_CLOCK, "0");
  world = await startAlipayWorld({ env: { NODE_ENV: "test", PAYWINDOW_TEST_CLOCK } });
  operator = await signIn(world.platform.address, "operator1");
}, 60_000);
afterAll(async () => {
  await world.platform.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts the platform's clock forward; tokens of before are old by then. */
const passTime = async (ms: number): Promise<void> => {
  shiftMs += ms;
  writeFileSync(join(folder, "clock"), String(shiftMs));
  // The platform looks at the file every 50 ms.
  await pause(200);
};
/** An integrator's own clock, which goes with the platform's. */
const timestamp = () => chinaTime(new Date(Date.now() + shiftMs));

const exec = (method: string, contents: object, params: object = {}) =>
  world.exec(method, contents, { timestamp: timestamp(), ...params });
const ask = (name: string, contents: object) => exec(`alipay.trade.${name}`, contents);
const pay = async (overrides: object = {}) => {
  const contents = { out_trade_no: aTradeNo(), total_amount: "1.00", subject: "牛奶" };
  return ask("pay", { auth_code: await world.code(), ...contents, ...overrides });
};
const refusal = (subCode: string) => ({ code: "40004", msg: "Business Failed", sub_code: subCode });
const done = ({ status, body }: Awaited<ReturnType<HttpCaller["post"]>>) => {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

describe("what an operator brings about", () => {
  test("a frozen wallet: ACQ.BUYER_ENABLE_STATUS_FORBID, and no money moves", async () => {
    const set = (state: string) =>
      operator.post("/v1/payments/set-wallet-state", { userId: "usr_demoshopper1", state, note: "test" }).then(done);
    const before = await world.balance();
    await set("WALLET_STATE_FROZEN");
    expect(await pay()).toMatchObject(refusal("ACQ.BUYER_ENABLE_STATUS_FORBID"));
    await set("WALLET_STATE_ACTIVE");
    expect(await world.balance()).toBe(before);
    expect(await pay()).toMatchObject({ code: "10000" });
  });

  const LIMIT = { subject: "RISK_SUBJECT_PAYER", measure: "RISK_MEASURE_AMOUNT", max: "50", currencyCode: "CNY" };
  test.each([
    ["ACQ.PRODUCT_AMOUNT_LIMIT_ERROR", { period: "RISK_PERIOD_TRADE" }],
    ["ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", { period: "RISK_PERIOD_DAY" }],
    ["ACQ.BEYOND_PER_RECEIPT_DAY_RESTRICTION", { period: "RISK_PERIOD_DAY", subject: "RISK_SUBJECT_MERCHANT" }],
    [
      "ACQ.PAYMENT_REQUEST_HAS_RISK",
      { period: "RISK_PERIOD_WINDOW", windowS: 60, measure: "RISK_MEASURE_COUNT", max: "0" },
    ],
  ])("P38: a limit: %s", async (subCode, limit) => {
    const rule = {
      ...{ ruleId: `t-${aTradeNo().toLowerCase()}`, kind: "RISK_KIND_LIMIT", note: "test", active: true },
      ...{ scope: { merchantIds: ["mer_demomarket"] }, limit: { ...LIMIT, ...limit } },
    };
    const put = done(await operator.post("/v1/payments/put-risk-rule", { rule }));
    expect(await pay()).toMatchObject({ ...refusal(subCode), receipt_amount: "0.00" });
    done(await operator.post("/v1/payments/put-risk-rule", { rule: { ...put, active: false } }));
    expect(await pay()).toMatchObject({ code: "10000" });
  });

  test("refunds that are stopped: ACQ.TRADE_NOT_ALLOW_REFUND", async () => {
    const { trade_no } = await pay();
    const stop = { merchantId: "mer_demomarket", features: ["MERCHANT_FEATURE_REFUND"], note: "test" };
    done(await operator.post("/v1/payments/suspend-merchant", stop));
    const refund = { trade_no, refund_amount: "1.00" };
    expect(await ask("refund", refund)).toMatchObject(refusal("ACQ.TRADE_NOT_ALLOW_REFUND"));
    done(await operator.post("/v1/payments/resume-merchant", { ...stop, note: undefined }));
    expect(await ask("refund", refund)).toMatchObject({ code: "10000", fund_change: "Y" });
  });

  test("P20: a fee that is kept, and nothing else at the merchant: ACQ.SELLER_BALANCE_NOT_ENOUGH", async () => {
    const { app, merchantId } = await world.addMerchant();
    const contract = { category: "5999", feeRatePpm: 6000, feeOnRefund: "FEE_ON_REFUND_KEPT" };
    done(await operator.post("/v1/payments/set-merchant-contract", { merchantId, contract }));
    const sdk = world.sdk({ appId: app.appId, privateKey: app.privateKey });
    const call = (method: string, bizContent: object) => sdk.exec(method, { bizContent }, { validateSign: true });
    const claim = { out_trade_no: aTradeNo(), total_amount: "100.00", subject: "牛奶" };
    const paid = await call("alipay.trade.pay", { ...claim, auth_code: await world.code() });
    expect(paid).toMatchObject({ code: "10000", receipt_amount: "100.00" });
    const refund = { out_trade_no: claim.out_trade_no, refund_amount: "100.00" };
    expect(await call("alipay.trade.refund", refund)).toMatchObject(refusal("ACQ.SELLER_BALANCE_NOT_ENOUGH"));
  });

  test("an app of a merchant that payments does not know: ACQ.PARTNER_ERROR, and ACQ.CANCEL_NOT_ALLOWED", async () => {
    const { body } = await operator.post(
      "/v1/identity/create-app",
      { merchantId: "mer_nobodyknows", storeId: "str_nobodyknows", appName: "无", publicKey: world.app.publicKey },
      { "idempotency-key": aTradeNo() },
    );
    const sdk = world.sdk({ appId: body.appId });
    const call = (method: string, bizContent: object) => sdk.exec(method, { bizContent }, { validateSign: true });
    const claim = { out_trade_no: aTradeNo(), total_amount: "1.00", subject: "牛奶" };
    expect(await call("alipay.trade.precreate", claim)).toMatchObject(refusal("ACQ.PARTNER_ERROR"));
    const cancelled = await call("alipay.trade.cancel", { out_trade_no: claim.out_trade_no });
    expect(cancelled).toMatchObject(refusal("ACQ.CANCEL_NOT_ALLOWED"));
  });
});

describe("codes that others have given out", () => {
  test("P11: of a wallet that the merchant does not take: ACQ.PAYMENT_AUTH_CODE_INVALID or no instrument", async () => {
    const contract = { category: "5999", channels: [] };
    const { app, merchantId } = await world.addMerchant();
    done(await operator.post("/v1/payments/set-merchant-contract", { merchantId, contract }));
    const sdk = world.sdk({ appId: app.appId, privateKey: app.privateKey });
    const bizContent = {
      out_trade_no: aTradeNo(),
      total_amount: "1.00",
      subject: "牛奶",
      auth_code: "130000000000000001",
    };
    const result = await sdk.exec("alipay.trade.pay", { bizContent }, { validateSign: true });
    expect(["ACQ.PAYMENT_AUTH_CODE_INVALID", "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE"]).toContain(result["sub_code"]);
  });

  test("P38: too many wrong codes of one program: ACQ.PAYMENT_REQUEST_HAS_RISK, for the right ones too", async () => {
    const app = await world.addApp();
    const sdk = world.sdk({ appId: app.appId, privateKey: app.privateKey });
    const call = (auth_code: string) =>
      sdk.exec(
        "alipay.trade.pay",
        { bizContent: { out_trade_no: aTradeNo(), total_amount: "1.00", subject: "牛奶", auth_code } },
        { validateSign: true },
      );
    const wrong = await Promise.all(Array.from({ length: 40 }, (_, n) => call(`28999999990000${1000 + n}`)));
    expect(new Set(wrong.map((result) => result["sub_code"]))).toEqual(
      new Set(["ACQ.PAYMENT_AUTH_CODE_INVALID", "ACQ.PAYMENT_REQUEST_HAS_RISK"]),
    );
    expect(await call(await world.code())).toMatchObject(refusal("ACQ.PAYMENT_REQUEST_HAS_RISK"));
  });
});

describe("buyer_logon_id", () => {
  const create = (buyer: object) =>
    ask("create", { out_trade_no: aTradeNo(), total_amount: "1.00", subject: "牛奶", ...buyer });

  test("Y4: the phone number that a user has registered with names the buyer", async () => {
    const { out_trade_no } = await create({ buyer_logon_id: "13800000001" });
    await world.setPasswordFreeLimit("1000.00");
    await world.confirm(out_trade_no ?? "");
    expect(await ask("query", { out_trade_no })).toMatchObject({
      ...{ trade_status: "TRADE_SUCCESS", buyer_open_id: "usr_demoshopper1" },
    });
  });

  test.each(["13900000009", "zhang@example.com", "138****0001"])("ACQ.BUYER_NOT_EXIST for %s", async (buyer_logon_id) =>
    expect(await create({ buyer_logon_id })).toMatchObject(refusal("ACQ.BUYER_NOT_EXIST")),
  );

  test("buyer_id wins over it", async () =>
    expect(await create({ buyer_id: "demoshopper2", buyer_logon_id: "13900000009" })).toMatchObject({ code: "10000" }));
});

describe("what time makes of a payment", () => {
  test("P23: after a day no cancel; after its time for refunds it is TRADE_FINISHED, and there is neither cancel nor refund", async () => {
    const [paid, returned] = [await pay(), await pay()];
    const { trade_no } = paid;
    await ask("refund", { trade_no: returned["trade_no"], refund_amount: "1.00" });
    const agent = await world.addApp({ isAgent: true });
    const grant = await world.manager.post("/v1/identity/issue-app-auth-code", {
      ...{ appId: agent.appId, merchantId: "mer_demomarket", storeId: "str_demomarket1" },
    });
    const asAgent = world.sdk({ appId: agent.appId, privateKey: agent.privateKey });
    const callAgent = (method: string, bizContent: object, params: object = {}) =>
      asAgent.exec(method, { bizContent, timestamp: timestamp(), ...params }, { validateSign: true });
    const AUTH = "alipay.open.auth.token.app";
    const token = await callAgent(AUTH, { grant_type: "authorization_code", code: grant.body.appAuthCode });
    expect(token).toMatchObject({ code: "10000" });

    await passTime(DAY_MS - HOUR_MS);
    expect(await ask("query", { trade_no })).toMatchObject({ trade_status: "TRADE_SUCCESS" });
    await passTime(2 * HOUR_MS);
    expect(await ask("cancel", { trade_no })).toMatchObject(refusal("ACQ.TRADE_CANCEL_TIME_OUT"));
    expect(await ask("refund", { trade_no, refund_amount: "0.10", out_request_no: "R1" })).toMatchObject({
      ...{ code: "10000", fund_change: "Y" },
    });

    await passTime(88 * DAY_MS);
    expect(await ask("query", { trade_no })).toMatchObject({ trade_status: "TRADE_SUCCESS" });
    await passTime(2 * DAY_MS);
    expect(await ask("query", { trade_no })).toMatchObject({ trade_status: "TRADE_FINISHED", total_amount: "1.00" });
    const again = { trade_no, refund_amount: "0.10" };
    expect(await ask("refund", { ...again, out_request_no: "R2" })).toMatchObject(refusal("ACQ.TRADE_HAS_FINISHED"));
    // What was refunded in time is told as it was.
    expect(await ask("refund", { ...again, out_request_no: "R1" })).toMatchObject({ code: "10000", fund_change: "N" });
    expect(await ask("cancel", { trade_no })).toMatchObject(refusal("ACQ.TRADE_HAS_FINISHED"));
    expect(await ask("query", { trade_no: returned["trade_no"] })).toMatchObject({ trade_status: "TRADE_CLOSED" });

    // A token lives 365 days, what renews it 372.
    await passTime(276 * DAY_MS);
    const asked = { appAuthToken: token["app_auth_token"] };
    expect(await callAgent("alipay.trade.query", { trade_no }, asked)).toMatchObject({
      ...{ code: "20001", sub_code: "aop.app-auth-token-time-out" },
    });
    const question = await callAgent(`${AUTH}.query`, { app_auth_token: token["app_auth_token"] });
    expect(question).toMatchObject({ code: "10000", status: "invalid" });
    const refresh = { grant_type: "refresh_token", refresh_token: token["app_refresh_token"] };
    const refreshed = await callAgent(AUTH, refresh);
    expect(refreshed).toMatchObject({ code: "10000" });
    await passTime(5_000);
    expect(await callAgent(AUTH, refresh)).toMatchObject({ sub_code: "REFRESH_TOKEN_NOT_VALID" });
    await passTime(800 * DAY_MS);
    const late = { grant_type: "refresh_token", refresh_token: refreshed["app_refresh_token"] };
    expect(await callAgent(AUTH, late)).toMatchObject({ sub_code: "REFRESH_TOKEN_TIME_OUT" });
  }, 60_000);
});
