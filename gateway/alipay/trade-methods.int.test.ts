/**
 * Goal: the official alipay-sdk, unchanged and with every answer's signature checked, does with the platform what its documents say: every trade method, what it
 * answers and what it refuses. Method: the SDK against the platform as a process; nothing is called that an integrator cannot call.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type AlipayWorld, aTradeNo, startAlipayWorld } from "./testing/alipay-world.ts";

let world: AlipayWorld;
beforeAll(async () => {
  world = await startAlipayWorld();
}, 60_000);
afterAll(() => world.platform.remove());

type Result = Record<string, string>;
const SUBJECT = "牛奶 2 盒";
const TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

const pay = async (overrides: object = {}): Promise<Result> => {
  const contents = { out_trade_no: aTradeNo(), total_amount: "0.88", subject: SUBJECT, scene: "bar_code" };
  return world.exec("alipay.trade.pay", { auth_code: await world.code(), ...contents, ...overrides });
};
const precreate = (overrides: object = {}) =>
  world.exec("alipay.trade.precreate", {
    out_trade_no: aTradeNo(),
    total_amount: "8.80",
    subject: SUBJECT,
    ...overrides,
  });
const create = (overrides: object = {}) =>
  world.exec("alipay.trade.create", {
    ...{ out_trade_no: aTradeNo(), total_amount: "8.80", subject: SUBJECT, buyer_id: "usr_demoshopper1" },
    ...overrides,
  });
const ask = (name: string, contents: object) => world.exec(`alipay.trade.${name}`, contents);

const refusal = (subCode: string) => ({ code: "40004", msg: "Business Failed", sub_code: subCode });

describe("alipay.trade.pay", () => {
  test("pays by payment code: all fields, and the payer's money is gone", async () => {
    const before = await world.balance();
    const outTradeNo = aTradeNo();
    const result = await pay({
      out_trade_no: outTradeNo,
      total_amount: "88.80",
      store_id: "NJ_001",
      operator_id: "yx_1",
    });
    expect(result).toMatchObject({
      ...{ code: "10000", msg: "Success", out_trade_no: outTradeNo, total_amount: "88.80", receipt_amount: "88.80" },
      ...{ buyer_pay_amount: "88.80", invoice_amount: "88.80", point_amount: "0.00", buyer_user_id: "demoshopper1" },
      fund_bill_list: [{ fund_channel: "ALIPAYACCOUNT", amount: "88.80" }],
    });
    expect(result["trade_no"]).toMatch(/^20\d{39}$/);
    expect(result["gmt_payment"]).toMatch(TIME);
    expect(result["buyer_logon_id"]).toContain("*");
    expect(before - (await world.balance())).toBe(8_880n);
  });

  test.each([
    ["0.1", "0.10"],
    [0.1, "0.10"],
    [88.8, "88.80"],
    [1, "1.00"],
    ["07.70", "7.70"],
  ])("P17: an amount of %j is %s", async (total_amount, said) =>
    expect(await pay({ total_amount })).toMatchObject({ code: "10000", total_amount: said }),
  );

  test.each([
    ["total_amount", { total_amount: "0" }],
    ["total_amount", { total_amount: "-1" }],
    ["total_amount", { total_amount: "0.001" }],
    ["total_amount", { total_amount: 0.30000000000000004 }],
    ["total_amount", { total_amount: 1e21 }],
    ["total_amount", { total_amount: Number.NaN }],
    ["total_amount", { total_amount: "100000000.01" }],
    ["total_amount", { total_amount: true }],
    ["total_amount", { total_amount: undefined }],
    ["out_trade_no", { out_trade_no: "订单 1" }],
    ["out_trade_no", { out_trade_no: "" }],
    ["out_trade_no", { out_trade_no: "x".repeat(65) }],
    ["subject", { subject: "a=b" }],
    ["subject", { subject: undefined }],
    ["subject", { subject: "一".repeat(257) }],
    ["auth_code", { auth_code: undefined }],
    ["timeout_express", { timeout_express: "1.5h" }],
    ["timeout_express", { timeout_express: "16d" }],
    ["time_expire", { time_expire: "tomorrow" }],
    ["passback_params", { passback_params: "x".repeat(513) }],
  ])("P17: ACQ.INVALID_PARAMETER names %s: %j, and does not burn the code", async (field, overrides) => {
    const auth_code = await world.code();
    const result = await pay({ auth_code, ...overrides });
    expect(result).toMatchObject(refusal("ACQ.INVALID_PARAMETER"));
    expect(result["sub_msg"]).toContain(`${field}：`);
    if (!("auth_code" in overrides)) expect(await pay({ auth_code })).toMatchObject({ code: "10000" });
  });

  test.each([
    ["ACQ.PAYMENT_AUTH_CODE_INVALID", { auth_code: "no code" }],
    ["ACQ.PAYMENT_AUTH_CODE_INVALID", { auth_code: "289999999900000000" }],
    ["ACQ.UN_SUPPORT_TRADE_SCENE", { scene: "security_code" }],
    ["ACQ.UN_SUPPORT_TRADE_SCENE", { product_code: "PRE_AUTH" }],
    ["ACQ.SELLER_NOT_EXIST", { seller_id: "2088102146225135" }],
    ["ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR", { time_expire: "2020-01-01 00:00:00" }],
    ["ACQ.BUYER_BALANCE_NOT_ENOUGH", { total_amount: "999.99" }],
  ])("%s for %j, with the number and no amounts", async (subCode, overrides) => {
    const outTradeNo = aTradeNo();
    // Spends most of the balance, so that the largest amount without a password is too much.
    if ("total_amount" in overrides) await pay({ total_amount: "500.00" });
    expect(await pay({ out_trade_no: outTradeNo, ...overrides })).toMatchObject({
      ...refusal(subCode),
      ...{ out_trade_no: outTradeNo, receipt_amount: "0.00", buyer_pay_amount: "0.00" },
    });
  });

  test("P10: a code pays once, even where the payment was refused", async () => {
    const auth_code = await world.code();
    expect(await pay({ auth_code, total_amount: "999.98" })).toMatchObject({ code: "40004" });
    expect(await pay({ auth_code })).toMatchObject(refusal("ACQ.PAYMENT_AUTH_CODE_INVALID"));
  });

  test("P13, P14: the same request again is answered alike, another under its number is not", async () => {
    const contents = { out_trade_no: aTradeNo(), auth_code: await world.code() };
    const first = await pay(contents);
    expect(first).toMatchObject({ code: "10000" });
    const again = await pay(contents);
    expect({ ...again, traceId: "" }).toEqual({ ...first, traceId: "" });
    const { out_trade_no } = contents;
    expect(await pay({ out_trade_no })).toMatchObject(refusal("ACQ.TRADE_HAS_SUCCESS"));
    expect(await pay({ out_trade_no, total_amount: "0.89" })).toMatchObject(refusal("ACQ.CONTEXT_INCONSISTENT"));
  });

  test("P14: a repetition is one too where the trade ends at a given time, and the time has come nearer", async () => {
    const contents = { out_trade_no: aTradeNo(), auth_code: await world.code(), time_expire: "2037-01-01 00:00:00" };
    const first = await pay(contents);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await pay(contents)).toMatchObject({ code: "10000", trade_no: first["trade_no"] });
  });

  test("P22: twenty at once under one number: one charge", async () => {
    const before = await world.balance();
    const out_trade_no = aTradeNo();
    const same = { out_trade_no, auth_code: await world.code() };
    const others = await Promise.all(Array.from({ length: 3 }, () => world.code()));
    const requests = [
      ...Array.from({ length: 17 }, () => same),
      ...others.map((auth_code) => ({ out_trade_no, auth_code })),
    ];
    const results = await Promise.all(requests.map(pay));
    const tradeNos = results.filter(({ code }) => code === "10000").map((result) => result["trade_no"]);
    expect(new Set(tradeNos).size).toBe(1);
    expect(before - (await world.balance())).toBe(88n);
    for (const result of results.filter(({ code }) => code !== "10000"))
      expect(result).toMatchObject(refusal("ACQ.TRADE_HAS_SUCCESS"));
  });

  test("above the payer's limit it waits: 10003 at once, paid once the payer has confirmed", async () => {
    const outTradeNo = aTradeNo();
    await world.setPasswordFreeLimit("1.00");
    const contents = { out_trade_no: outTradeNo, total_amount: "1.01", auth_code: await world.code() };
    const result = await pay(contents);
    expect(result).toMatchObject({
      ...{ code: "10003", msg: " order success pay inprocess", out_trade_no: outTradeNo, buyer_pay_amount: "0.00" },
      trade_no: expect.stringMatching(/^20\d{39}$/),
    });
    expect(result).not.toHaveProperty("gmt_payment");
    expect(await ask("query", { out_trade_no: outTradeNo })).toMatchObject({ trade_status: "WAIT_BUYER_PAY" });
    expect(await pay(contents)).toMatchObject({ code: "10003", trade_no: result["trade_no"] });
    const other = await pay({ ...contents, auth_code: await world.code() });
    expect(other).toMatchObject({ code: "10003", trade_no: result["trade_no"] });
    await world.setPasswordFreeLimit("1000.00");
    await world.confirm(outTradeNo);
    expect(await ask("query", { out_trade_no: outTradeNo })).toMatchObject({ trade_status: "TRADE_SUCCESS" });
    expect(await pay(contents)).toMatchObject({ code: "10000", trade_no: result["trade_no"], total_amount: "1.01" });
  });
});

describe("alipay.trade.precreate", () => {
  test("gives a QR code; to Alipay's clients the trade is not there before somebody scans it", async () => {
    const outTradeNo = aTradeNo();
    const result = await precreate({ out_trade_no: outTradeNo });
    expect(result).toMatchObject({ code: "10000", out_trade_no: outTradeNo });
    expect(result["qr_code"]?.length).toBeGreaterThan(10);
    expect(await ask("query", { out_trade_no: outTradeNo })).toMatchObject(refusal("ACQ.TRADE_NOT_EXIST"));
    expect(await ask("close", { out_trade_no: outTradeNo })).toMatchObject(refusal("ACQ.TRADE_NOT_EXIST"));
    await world.shopper.post("/v1/payments/open-qr-code", { qrCode: result["qr_code"] });
    expect(await ask("query", { out_trade_no: outTradeNo })).toMatchObject({ trade_status: "WAIT_BUYER_PAY" });
  });

  test("P13, P14: the same again is the same code; another under its number, and one that is over, are not", async () => {
    const contents = { out_trade_no: aTradeNo(), time_expire: "2037-01-01 00:00:00" };
    const first = await precreate(contents);
    expect(await precreate(contents)).toMatchObject({ code: "10000", qr_code: first["qr_code"] });
    expect(await precreate({ ...contents, total_amount: "8.81" })).toMatchObject(refusal("ACQ.CONTEXT_INCONSISTENT"));
    await ask("cancel", { out_trade_no: contents.out_trade_no });
    expect(await precreate(contents)).toMatchObject(refusal("ACQ.TRADE_HAS_CLOSE"));
  });

  test("ACQ.INVALID_PARAMETER names what is wrong", async () => {
    const result = await precreate({ total_amount: "x", qr_code_timeout_express: "9x" });
    expect(result).toMatchObject(refusal("ACQ.INVALID_PARAMETER"));
    expect(result["sub_msg"]).toMatch(/total_amount：.*|qr_code_timeout_express：/);
  });
});

describe("alipay.trade.create", () => {
  test.each([
    { buyer_id: "usr_demoshopper1" },
    { buyer_id: "demoshopper1" },
    { buyer_id: undefined, buyer_open_id: "usr_demoshopper1" },
  ])("makes a trade for the user of %j, who finds it among those that wait", async (buyer) => {
    const result = await create(buyer);
    expect(result).toMatchObject({ code: "10000", trade_no: expect.stringMatching(/^20\d{39}$/) });
    const { body } = await world.shopper.get("/v1/payments/list-waiting-trades");
    const waiting = body.trades.map(({ merchantTradeId }: { merchantTradeId: string }) => merchantTradeId);
    expect(waiting).toContain(result["out_trade_no"]);
    expect(await ask("query", { trade_no: result["trade_no"] })).toMatchObject({ trade_status: "WAIT_BUYER_PAY" });
  });

  test.each([
    ["ACQ.INVALID_PARAMETER", { buyer_id: undefined }],
    ["ACQ.INVALID_PARAMETER", { buyer_id: "a b" }],
    ["ACQ.BUYER_NOT_EXIST", { buyer_id: undefined, buyer_logon_id: "159****5620" }],
  ])("%s for %j", async (subCode, overrides) => expect(await create(overrides)).toMatchObject(refusal(subCode)));
});

describe("alipay.trade.query", () => {
  test("by either number, and trade_no wins", async () => {
    const paid = await pay({ passback_params: "a=1", terminal_id: "T1" });
    const { trade_no, out_trade_no } = paid;
    const expected = {
      ...{ code: "10000", trade_no, out_trade_no, trade_status: "TRADE_SUCCESS", total_amount: "0.88" },
      ...{ send_pay_date: paid["gmt_payment"], passback_params: "a=1", terminal_id: "T1", buyer_user_type: "PRIVATE" },
    };
    expect(await ask("query", { out_trade_no })).toMatchObject(expected);
    expect(await ask("query", { trade_no })).toMatchObject(expected);
    expect(await ask("query", { trade_no, out_trade_no: "another" })).toMatchObject(expected);
  });

  test.each([
    ["ACQ.TRADE_NOT_EXIST", { out_trade_no: "never" }],
    ["ACQ.TRADE_NOT_EXIST", { trade_no: "2013112011001004330000121536" }],
    ["ACQ.INVALID_PARAMETER", {}],
  ])("%s for %j", async (subCode, contents) => expect(await ask("query", contents)).toMatchObject(refusal(subCode)));
});

describe("alipay.trade.close", () => {
  test("ends a trade that waits, once and again; then it cannot be paid", async () => {
    const { out_trade_no, trade_no } = await create();
    const closed = { code: "10000", out_trade_no, trade_no };
    expect(await ask("close", { out_trade_no })).toMatchObject(closed);
    expect(await ask("close", { trade_no })).toMatchObject(closed);
    expect(await ask("query", { trade_no })).toMatchObject({ trade_status: "TRADE_CLOSED" });
    expect(await pay({ out_trade_no, total_amount: "8.80" })).toMatchObject(refusal("ACQ.TRADE_HAS_CLOSE"));
    expect(await create({ out_trade_no })).toMatchObject(refusal("ACQ.TRADE_HAS_CLOSE"));
  });

  test("ACQ.TRADE_STATUS_ERROR for a paid one, ACQ.TRADE_NOT_EXIST for none", async () => {
    const { trade_no } = await pay();
    expect(await ask("close", { trade_no })).toMatchObject(refusal("ACQ.TRADE_STATUS_ERROR"));
    expect(await ask("close", { out_trade_no: "never" })).toMatchObject(refusal("ACQ.TRADE_NOT_EXIST"));
    expect(await ask("close", {})).toMatchObject(refusal("ACQ.INVALID_PARAMETER"));
  });
});

describe("alipay.trade.cancel", () => {
  test("refunds what is paid, and says the same again", async () => {
    const before = await world.balance();
    const { out_trade_no, trade_no } = await pay();
    const cancelled = { code: "10000", out_trade_no, trade_no, retry_flag: "N", action: "refund" };
    expect(await ask("cancel", { out_trade_no })).toMatchObject(cancelled);
    expect(await ask("cancel", { trade_no })).toMatchObject(cancelled);
    expect(await world.balance()).toBe(before);
    expect(await ask("query", { trade_no })).toMatchObject({ trade_status: "TRADE_CLOSED" });
  });

  test("closes what is not paid", async () => {
    const { out_trade_no, trade_no } = await create();
    expect(await ask("cancel", { out_trade_no })).toMatchObject({
      code: "10000",
      trade_no,
      retry_flag: "N",
      action: "close",
    });
  });

  test("a trade that is not there: no action, and a payment that comes later is refused", async () => {
    const out_trade_no = aTradeNo();
    const result = await ask("cancel", { out_trade_no });
    expect(result).toMatchObject({ code: "10000", out_trade_no, retry_flag: "N" });
    expect(result).not.toHaveProperty("action");
    expect(await pay({ out_trade_no })).toMatchObject(refusal("ACQ.TRADE_HAS_CLOSE"));
    expect(await ask("query", { out_trade_no })).toMatchObject(refusal("ACQ.TRADE_NOT_EXIST"));
  });

  test("a trade_no that is nobody's: no action either", async () =>
    expect(await ask("cancel", { trade_no: "2013112011001004330000121536" })).not.toHaveProperty("action"));

  test("ACQ.INVALID_PARAMETER without a number", async () =>
    expect(await ask("cancel", {})).toMatchObject(refusal("ACQ.INVALID_PARAMETER")));
});
