/** Goal: what a merchant is told, when it is told again, and that a success stays one (P31). Method: the pure rules. */
import { describe, expect, test } from "@jest/globals";
import { scopedId } from "../../../kernel/ids/scoped-id.ts";
import type { Refund } from "../refund/refund.ts";
import { aPaidTrade } from "../testing/builders.ts";
import {
  afterTry,
  contentOf,
  fieldsOfTry,
  type NotificationState,
  type NotifySchedule,
  scheduleOf,
  textToSign,
} from "./notification.ts";

const start = new Date("2026-03-01T04:00:10.000Z");
const failed = { delivered: false, remark: "HTTP 500" };
const delivered = { delivered: true, remark: "HTTP 200" };

/** Minutes from the first try at which tries are made while all fail. */
const triesMade = (schedule: NotifySchedule): number[] => {
  const times = [0];
  let now = start;
  for (let row = { state: "PENDING" as NotificationState, tries: 0 }; ; ) {
    const after = afterTry({ ...row, schedule }, failed, now);
    if (!after.nextTime) return times;
    now = after.nextTime;
    times.push((now.getTime() - start.getTime()) / 60_000);
    row = after;
  }
};

describe("P31", () => {
  test("eight tries within 25 hours, at the gaps that Alipay keeps, and then it is given up", () => {
    expect(triesMade("ALIPAY")).toEqual([0, 4, 14, 24, 84, 204, 564, 1464]);
    expect(afterTry({ state: "PENDING", tries: 7 }, failed, start)).toEqual({ state: "EXHAUSTED", tries: 8 });
  });

  test("the platform's own: at least fifteen tries over a day, each gap as long as the one before or longer", () => {
    const times = triesMade("STANDARD");
    expect(times.length).toBeGreaterThanOrEqual(15);
    expect(times.at(-1)).toBeGreaterThanOrEqual(24 * 60);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
  });

  test("by the merchant's contract, else by who made the trade", () => {
    const terms = { feeRatePpm: 0, feeMin: 0n, feeOnRefund: "PRO_RATA", refundWindowDays: 90 } as const;
    expect(scheduleOf({})).toBe("STANDARD");
    expect(scheduleOf({ appId: "2021000000000001", terms })).toBe("ALIPAY");
    expect(scheduleOf({ appId: "2021000000000001", terms: { ...terms, notifySchedule: "STANDARD" } })).toBe("STANDARD");
    expect(scheduleOf({ terms: { ...terms, notifySchedule: "ALIPAY" } })).toBe("ALIPAY");
  });

  test.each([0, 3, 7])("a success at try %d ends it", (tries) =>
    expect(afterTry({ state: "PENDING", tries }, delivered, start)).toEqual({ state: "DELIVERED", tries: tries + 1 }),
  );

  test("a success never turns into something else, whatever a repetition comes to", () =>
    expect(afterTry({ state: "DELIVERED", tries: 1 }, failed, start)).toEqual({ state: "DELIVERED", tries: 2 }));
});

const trade = aPaidTrade({
  tradeId: "trd_01KJK1XQ8000000000000000ZZ",
  notifyUrl: "https://shop.example/n",
  passbackParams: "a=1&b=二",
});

const aRefund = (refundedAfter: bigint): Refund => ({
  ...{ refundId: "rfd_1", merchantId: trade.merchantId, merchantRefundId: scopedId(trade.tradeId, "R-1") },
  ...{ tradeId: trade.tradeId, amount: 4_000n, currencyCode: "CNY", refundReason: "", refundedAfter, state: "SUCCESS" },
  refundTime: new Date("2026-03-01T05:00:00.123Z"),
});

test("a payment: no empty field, amounts in yuan, times in China", () => {
  const fields = fieldsOfTry({ notifyId: "ntf_1", appId: "2021000000000001", content: contentOf(trade) }, start);
  expect(Object.values(fields)).not.toContain("");
  expect(fields).toMatchObject({
    ...{ notify_time: "2026-03-01 12:00:10", notify_type: "trade_status_sync", notify_id: "ntf_1" },
    ...{ app_id: "2021000000000001", sign_type: "RSA2", charset: "utf-8", version: "1.0" },
    ...{ out_trade_no: "order-1", trade_status: "TRADE_SUCCESS", total_amount: "100.00", buyer_pay_amount: "100.00" },
    ...{ gmt_payment: "2026-03-01 12:00:10", gmt_create: "2026-03-01 12:00:00", passback_params: "a=1&b=二" },
    ...{ buyer_id: "demoshopper1", seller_id: "demomarket" },
  });
  expect(fields["trade_no"]).toMatch(/^\d{41}$/);
  expect(fields).not.toHaveProperty("body");
});

test("a part of it refunded, and all of it", () => {
  expect(contentOf(trade, aRefund(4_000n))).toMatchObject({
    ...{ trade_status: "TRADE_SUCCESS", out_biz_no: "R-1", refund_fee: "40.00", gmt_refund: "2026-03-01 13:00:00.123" },
  });
  expect(contentOf(trade, aRefund(10_000n))).toMatchObject({ trade_status: "TRADE_CLOSED", refund_fee: "100.00" });
});

test("what is signed: by name, without sign and sign_type, the values as they are", () =>
  expect(textToSign({ b: "2&=%", sign_type: "RSA2", a: "一", sign: "x" })).toBe("a=一&b=2&=%"));
