/**
 * Goal: P1, over every code that a party can say: only those that stand here make FAILED, each with its refusal; all others leave the attempt unknown. Method: the
 * tables of the three formats are written out here once more, by hand, so that a code that moves from one side to the other is seen.
 */
import { describe, expect, test } from "@jest/globals";
import { readRefund as readBankRefund, readInquiry, readPurchase, readReversal } from "./bank-card/read-bank.ts";
import type { ChannelPayment, ChannelRefund, PaymentAnswer } from "./channel.ts";
import * as unionpay from "./unionpay-like/read-unionpay.ts";
import * as wechat from "./wechat-like/read-wechat.ts";

const payment: ChannelPayment = {
  ...{ attemptId: "att_1", merchantId: "mer_1", amount: 1_000n, currencyCode: "CNY", subject: "苹果" },
  ...{ instrument: { code: "130000000000000000" }, createTime: new Date("2026-11-23T10:00:00Z") },
};
const refund: ChannelRefund = { ...payment, refundId: "rfd_1", refundAmount: 400n };

/** What is expected of a code: the refusal of a failure (`!`: not accepted at all), another result, or UNKNOWN. */
type Expected = string;

const brief = (answer: PaymentAnswer | { result: string }): Expected =>
  "refusal" in answer ? `${answer.refusal}${answer.notAccepted ? "!" : ""}` : answer.result;

const rowsOf = (table: Readonly<Record<Expected, string>>): [string, Expected][] =>
  Object.entries(table).flatMap(([expected, codes]) =>
    codes.split(" ").map((code): [string, Expected] => [code, expected]),
  );

describe("P1: bank-card, response codes of ISO 8583", () => {
  const table = rowsOf({
    CARD_REFUSED: "01 04 05 07 14 15 33 34 36 38 41 43 54 55 57 59 62 75",
    "CHANNEL_UNAVAILABLE!": "03 58",
    CHANNEL_REFUSED: "13",
    BALANCE_INSUFFICIENT: "51",
    PAYER_LIMIT_EXCEEDED: "61 65",
    WAITING: "09",
    REVERSED: "21",
    PAID: "00",
  });
  const order = {
    ...{ retrievalReference: "att_1", cardAcceptorId: "mer_1", amount: "1000", currency: "156" },
    ...{ switchReference: "otx_1", approvalTime: "2026-11-23T18:00:01+08:00" },
  };
  const say = (fields: object) => ({ status: 200, fields: fields as Readonly<Record<string, unknown>> });
  const known = new Map(table);
  const every = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, "0")).concat(
    "A0",
    "",
    "0",
    "toString",
  );

  test.each(every)("%j", (code) => {
    const expected = known.get(code) ?? "UNKNOWN";
    expect(brief(readPurchase(say({ ...order, responseCode: code }), payment))).toBe(expected);
    const inquiry = say({ ...order, responseCode: "00", originalCode: code });
    expect(brief(readInquiry(inquiry, payment))).toBe(expected);
    if (code !== "00" && code !== "25")
      expect(brief(readInquiry(say({ ...order, responseCode: code, originalCode: "00" }), payment))).toBe("UNKNOWN");
    const reversal = readReversal(say({ retrievalReference: "att_1", responseCode: code }), payment);
    const reversed = new Map([
      ["00", "REVERSED"],
      ["40", "TOO_LATE"],
    ]);
    expect(reversal.result).toBe(reversed.get(code) ?? "UNKNOWN");
    const back = readBankRefund(say({ responseCode: code }), refund);
    expect(back.result).toBe(["12", "13", "40", "62"].includes(code) ? "FAILED" : "UNKNOWN");
  });

  test.each([
    ["another purchase", { retrievalReference: "att_2" }],
    ["another merchant", { cardAcceptorId: "mer_2" }],
    ["another amount", { amount: "1001" }],
    ["another currency", { currency: "344" }],
    ["no number", { switchReference: undefined }],
    ["no time", { approvalTime: "soon" }],
  ])("P21: an approval with %s is unknown", (_, changes) =>
    expect(readPurchase(say({ ...order, ...changes, responseCode: "00" }), payment).result).toBe("UNKNOWN"),
  );

  test("P6: no such record is not a failure", () =>
    expect(readInquiry(say({ responseCode: "25" }), payment)).toEqual({ result: "NOT_FOUND" }));
});

describe("P1: wechat-like, codes of WeChat Pay v3", () => {
  const failures = rowsOf({
    PAYMENT_CODE_UNKNOWN: "AUTH_CODE_ERROR",
    PAYMENT_CODE_EXPIRED: "AUTH_CODE_EXPIRED",
    PAYMENT_CODE_SPENT: "AUTH_CODE_INVALID",
    BALANCE_INSUFFICIENT: "NOT_ENOUGH",
    CHANNEL_REFUSED: "ACCOUNT_ERROR TRADE_ERROR",
    PAYER_LIMIT_EXCEEDED: "RULE_LIMIT",
    "CHANNEL_UNAVAILABLE!": "NO_AUTH MCH_NOT_EXISTS",
    REVERSED: "ORDER_REVERSED ORDER_CLOSED",
    WAITING: "USERPAYING",
    UNKNOWN:
      "SYSTEM_ERROR BANK_ERROR FREQUENCY_LIMITED SIGN_ERROR PARAM_ERROR INVALID_REQUEST OUT_TRADE_NO_USED ORDERPAID ORDER_NOT_EXIST NOT_FOUND REVERSE_EXPIRE toString NEW_CODE",
  });
  const order = {
    ...{
      out_trade_no: "att_1",
      sub_mchid: "mer_1",
      transaction_id: "otx_1",
      success_time: "2026-11-23T18:00:01+08:00",
    },
    amount: { total: 1000, currency: "CNY" },
  };
  const say = (status: number, fields: object) => ({ status, fields: fields as Readonly<Record<string, unknown>> });

  test.each(failures)("%s: %s", (code, expected) => {
    expect(brief(wechat.readPayment(say(403, { code }), payment))).toBe(expected);
    const query = wechat.readQuery(say(404, { code }), payment);
    expect(query.result).toBe(code === "ORDER_NOT_EXIST" ? "NOT_FOUND" : "UNKNOWN");
    const reverse = wechat.readReverse(say(403, { code }), payment);
    expect(reverse.result).toBe(code === "REVERSE_EXPIRE" ? "TOO_LATE" : "UNKNOWN");
  });

  test.each([
    ["NOT_ENOUGH", "FAILED"],
    ["USER_ACCOUNT_ABNORMAL", "FAILED"],
    ["TRADE_OVERDUE", "FAILED"],
    ["REFUND_AMOUNT_EXCEEDED", "FAILED"],
    ["TRADE_STATE_ERROR", "FAILED"],
    ["SYSTEM_ERROR", "UNKNOWN"],
    ["FREQUENCY_LIMITED", "UNKNOWN"],
    ["SIGN_ERROR", "UNKNOWN"],
    ["RESOURCE_NOT_EXISTS", "UNKNOWN"],
  ])("P24: a refund answered %s is %s", (code, result) =>
    expect(wechat.readRefund(say(400, { code }), refund).result).toBe(result),
  );

  test.each([
    ["SUCCESS", "PAID"],
    ["REFUND", "PAID"],
    ["USERPAYING", "WAITING"],
    ["NOTPAY", "WAITING"],
    ["ACCEPT", "WAITING"],
    ["REVOKED", "REVERSED"],
    ["CLOSED", "REVERSED"],
    ["PAYERROR", "CHANNEL_REFUSED"],
    ["", "UNKNOWN"],
    ["toString", "UNKNOWN"],
  ])("trade_state %s: %s", (trade_state, expected) => {
    expect(brief(wechat.readQuery(say(200, { ...order, trade_state }), payment))).toBe(expected);
    expect(brief(wechat.readPayment(say(202, { ...order, trade_state }), payment))).toBe(expected);
  });

  test.each([
    ["another order", { out_trade_no: "att_2" }],
    ["another merchant", { sub_mchid: "mer_2" }],
    ["another amount", { amount: { total: 1001, currency: "CNY" } }],
    ["another currency", { amount: { total: 1000, currency: "HKD" } }],
    ["no amount", { amount: undefined }],
    ["no number", { transaction_id: undefined }],
    ["no time", { success_time: "soon" }],
  ])("P21: a success with %s is unknown", (_, changes) => {
    const answer = say(200, { ...order, trade_state: "SUCCESS", ...changes });
    expect(wechat.readPayment(answer, payment).result).toBe("UNKNOWN");
  });
});

describe("P1: unionpay-like, respCode of UnionPay 5.1", () => {
  const known = new Map(
    rowsOf({
      PAID: "00",
      WAITING: "05 06",
      REVERSED: "46",
      CHANNEL_REFUSED: "30 38 60",
      "CHANNEL_UNAVAILABLE!": "31 32 39 43",
      PAYER_LIMIT_EXCEEDED: "33",
      PAYMENT_CODE_SPENT: "40",
      PAYMENT_CODE_UNKNOWN: "44",
      PAYMENT_CODE_EXPIRED: "69",
      CARD_REFUSED: "61 62 63 65 66 67 68 73 77 78",
      BALANCE_INSUFFICIENT: "64",
    }),
  );
  const order = {
    ...{ orderId: "att_1", merId: "mer_1", txnAmt: "1000", currencyCode: "156" },
    ...{ queryId: "otx_1", payTime: "20261123180001" },
  };
  const say = (fields: object) => ({ status: 200, fields: fields as Readonly<Record<string, unknown>> });
  const every = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, "0")).concat(
    "A6",
    "",
    "0",
    "toString",
  );

  test.each(every)("%j", (code) => {
    const expected = known.get(code) ?? "UNKNOWN";
    expect(brief(unionpay.readPayment(say({ ...order, respCode: code }), payment))).toBe(expected);
    expect(brief(unionpay.readQuery(say({ ...order, respCode: "00", origRespCode: code }), payment))).toBe(expected);
    if (code !== "00" && code !== "34")
      expect(brief(unionpay.readQuery(say({ ...order, respCode: code, origRespCode: "00" }), payment))).toBe("UNKNOWN");
    const reverse = unionpay.readReverse(say({ orderId: "att_1", respCode: code }), payment);
    const reversed = new Map([
      ["00", "REVERSED"],
      ["46", "REVERSED"],
      ["35", "TOO_LATE"],
    ]);
    expect(reverse.result).toBe(reversed.get(code) ?? "UNKNOWN");
    const back = unionpay.readRefund(say({ respCode: code }), refund);
    expect(back.result).toBe(["35", "36", "39", "63"].includes(code) ? "FAILED" : "UNKNOWN");
  });

  test.each([
    ["another order", { orderId: "att_2" }],
    ["another merchant", { merId: "mer_2" }],
    ["another amount", { txnAmt: "1001" }],
    ["another currency", { currencyCode: "344" }],
    ["no number", { queryId: undefined }],
    ["no time", { payTime: "20261399180001" }],
  ])("P21: a success with %s is unknown", (_, changes) =>
    expect(unionpay.readPayment(say({ ...order, ...changes, respCode: "00" }), payment).result).toBe("UNKNOWN"),
  );

  test("P6: no such order is not a failure", () =>
    expect(unionpay.readQuery(say({ respCode: "34" }), payment)).toEqual({ result: "NOT_FOUND" }));
});
