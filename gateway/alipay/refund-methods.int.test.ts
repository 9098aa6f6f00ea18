/**
 * Goal: refunds by the official alipay-sdk never exceed what was paid, and happen once per number; what the platform has stopped is refused. Method: as in
 * trade-methods.int.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type AlipayWorld, aTradeNo, startAlipayWorld } from "./testing/alipay-world.ts";

let world: AlipayWorld;
beforeAll(async () => {
  world = await startAlipayWorld();
}, 60_000);
afterAll(() => world.platform.remove());

const SUBJECT = "牛奶 2 盒";
const TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;
const ask = (name: string, contents: object) => world.exec(`alipay.trade.${name}`, contents);
const pay = async (overrides: object = {}) =>
  ask("pay", {
    out_trade_no: aTradeNo(),
    total_amount: "0.88",
    subject: SUBJECT,
    auth_code: await world.code(),
    ...overrides,
  });
const create = () =>
  ask("create", { out_trade_no: aTradeNo(), total_amount: "8.80", subject: SUBJECT, buyer_id: "usr_demoshopper1" });
const refusal = (subCode: string) => ({ code: "40004", msg: "Business Failed", sub_code: subCode });

describe("alipay.trade.refund and alipay.trade.fastpay.refund.query", () => {
  test("parts, the sum so far, and the whole closes the trade", async () => {
    const before = await world.balance();
    const { trade_no, out_trade_no } = await pay({ total_amount: "10.00" });
    const refund = (amount: string, number: string) =>
      ask("refund", { trade_no, refund_amount: amount, out_request_no: number, refund_reason: "少一盒" });
    expect(await refund("4.00", "R1")).toMatchObject({
      ...{ code: "10000", trade_no, out_trade_no, fund_change: "Y", refund_fee: "4.00", buyer_user_id: "demoshopper1" },
      gmt_refund_pay: expect.stringMatching(TIME),
    });
    expect(await ask("query", { trade_no })).toMatchObject({ trade_status: "TRADE_SUCCESS" });
    expect(await refund("6.00", "R2")).toMatchObject({ fund_change: "Y", refund_fee: "10.00" });
    expect(await ask("query", { trade_no })).toMatchObject({ trade_status: "TRADE_CLOSED" });
    expect(await world.balance()).toBe(before);
    expect(await refund("0.01", "R3")).toMatchObject(refusal("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"));
    expect(await ask("fastpay.refund.query", { trade_no, out_request_no: "R1" })).toMatchObject({
      ...{ code: "10000", trade_no, out_trade_no, out_request_no: "R1", total_amount: "10.00", refund_amount: "4.00" },
      refund_status: "REFUND_SUCCESS",
    });
    expect(await ask("fastpay.refund.query", { trade_no, out_request_no: "R9" })).not.toHaveProperty("refund_status");
  });

  test("P13: a number refunds once; with another amount it is refused; another trade may use it too", async () => {
    const [one, two] = [await pay(), await pay()];
    const request = { trade_no: one["trade_no"], refund_amount: "0.50", out_request_no: "same_number" };
    expect(await ask("refund", request)).toMatchObject({ fund_change: "Y", refund_fee: "0.50" });
    expect(await ask("refund", request)).toMatchObject({ code: "10000", fund_change: "N", refund_fee: "0.50" });
    expect(await ask("refund", { ...request, refund_reason: "says more" })).toMatchObject({ fund_change: "N" });
    expect(await ask("refund", { ...request, refund_amount: "0.30" })).toMatchObject(
      refusal("ACQ.DISCORDANT_REPEAT_REQUEST"),
    );
    expect(await ask("refund", { ...request, trade_no: two["trade_no"] })).toMatchObject({ fund_change: "Y" });
  });

  test("a number may have 64 characters", async () => {
    const { out_trade_no } = await pay();
    const out_request_no = `R${"x".repeat(63)}`;
    expect(await ask("refund", { out_trade_no, refund_amount: "0.10", out_request_no })).toMatchObject({
      code: "10000",
    });
    const asked = await ask("fastpay.refund.query", { out_trade_no, out_request_no });
    expect(asked).toMatchObject({ out_request_no, refund_status: "REFUND_SUCCESS" });
    const longer = { out_trade_no, refund_amount: "0.10", out_request_no: `${out_request_no}y` };
    expect(await ask("refund", longer)).toMatchObject(refusal("ACQ.INVALID_PARAMETER"));
  });

  test("without a number it is the whole, under the trade's number; a part needs one", async () => {
    const { out_trade_no } = await pay();
    const part = await ask("refund", { out_trade_no, refund_amount: "0.10" });
    expect(part).toMatchObject(refusal("ACQ.INVALID_PARAMETER"));
    expect(part["sub_msg"]).toContain("out_request_no");
    expect(await ask("refund", { out_trade_no, refund_amount: "0.88" })).toMatchObject({
      fund_change: "Y",
      refund_fee: "0.88",
    });
    expect(await ask("fastpay.refund.query", { out_trade_no, out_request_no: out_trade_no })).toMatchObject({
      refund_status: "REFUND_SUCCESS",
    });
  });

  test("P22: twenty at once: never more than was paid", async () => {
    const before = await world.balance();
    const { out_trade_no } = await pay({ total_amount: "1.00" });
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        ask("refund", { out_trade_no, refund_amount: "0.30", out_request_no: `P${n}` }),
      ),
    );
    expect(results.filter(({ code }) => code === "10000")).toHaveLength(3);
    for (const result of results.filter(({ code }) => code !== "10000"))
      expect(result).toMatchObject(refusal("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"));
    expect(before - (await world.balance())).toBe(10n);
  });

  test.each([
    ["ACQ.TRADE_NOT_EXIST", "refund", { out_trade_no: "never", refund_amount: "1.00", out_request_no: "R" }],
    ["ACQ.INVALID_PARAMETER", "refund", { out_trade_no: "never" }],
    ["ACQ.INVALID_PARAMETER", "refund", { refund_amount: "1.00" }],
    ["ACQ.TRADE_NOT_EXIST", "fastpay.refund.query", { out_trade_no: "never", out_request_no: "R" }],
    ["ACQ.INVALID_PARAMETER", "fastpay.refund.query", { out_trade_no: "never" }],
  ])("%s: %s %j", async (subCode, name, contents) => expect(await ask(name, contents)).toMatchObject(refusal(subCode)));

  test("ACQ.TRADE_STATUS_ERROR for one that waits, ACQ.TRADE_HAS_CLOSE for one that is over", async () => {
    const { out_trade_no } = await create();
    const request = { out_trade_no, refund_amount: "8.80" };
    expect(await ask("refund", request)).toMatchObject(refusal("ACQ.TRADE_STATUS_ERROR"));
    await ask("close", { out_trade_no });
    expect(await ask("refund", request)).toMatchObject(refusal("ACQ.TRADE_HAS_CLOSE"));
  });
});

test("T8, T10: what the platform has stopped, and what nobody may sell, is refused in Alipay's words", async () => {
  const { operator, app, merchantId } = await world.addMerchant();
  const sdk = world.sdk({ appId: app.appId, privateKey: app.privateKey });
  const exec = (method: string, bizContent: object) => sdk.exec(method, { bizContent }, { validateSign: true });
  const claim = () => ({ out_trade_no: aTradeNo(), total_amount: "1.00", subject: SUBJECT });
  const payAnew = async (more: object = {}) =>
    exec("alipay.trade.pay", { ...claim(), auth_code: await world.code(), ...more });
  const goods_detail = [{ goods_id: "1", goods_name: "彩票", quantity: 1, price: "1.00", goods_category: "7995" }];
  expect(await payAnew({ goods_detail })).toMatchObject(refusal("ACQ.ACCESS_FORBIDDEN"));
  const paid = await payAnew();
  expect(paid).toMatchObject({ code: "10000" });
  const stop = (feature: string) =>
    operator.post("/v1/payments/suspend-merchant", {
      merchantId,
      features: [`MERCHANT_FEATURE_${feature}`],
      note: "test",
    });
  expect((await stop("BARCODE")).status).toBe(200);
  expect(await payAnew()).toMatchObject(refusal("ACQ.ACCESS_FORBIDDEN"));
  expect(await exec("alipay.trade.precreate", claim())).toMatchObject({ code: "10000" });
  expect((await stop("ALL")).status).toBe(200);
  expect(await exec("alipay.trade.precreate", claim())).toMatchObject(refusal("ACQ.SELLER_BEEN_BLOCKED"));
  const refund = { trade_no: paid["trade_no"], refund_amount: "1.00" };
  expect(await exec("alipay.trade.refund", refund)).toMatchObject({ code: "10000", fund_change: "Y" });
});
