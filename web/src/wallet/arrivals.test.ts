/** A payment is told once, whether the live line or the list of trades brings it first. */
import { expect, test } from "@jest/globals";
import { arrivalOf, missedArrival } from "./arrivals.ts";

const OPENED_AT_MS = Date.parse("2026-01-01T10:00:00Z");
const trade = {
  tradeId: "trd_1",
  subject: "惠民超市",
  amount: { minorUnits: "550", currencyCode: "CNY" },
  payTime: "2026-01-01T10:00:05Z",
};
const paid = { kind: "paid", id: "trd_1", amount: trade.amount, subject: "惠民超市", time: trade.payTime };

test("K1: the live event of a paid trade is an arrival", () => {
  expect(arrivalOf("payments.trade.paid", { trade })).toEqual(paid);
});

test("a refund is an arrival of its own", () => {
  const refund = { refundId: "rfd_1", amount: { minorUnits: "50" }, refundTime: "2026-01-01T11:00:00Z", trade };
  expect(arrivalOf("payments.trade.refunded", { refund })).toEqual({
    kind: "refunded",
    id: "rfd_1",
    amount: { minorUnits: "50", currencyCode: "CNY" },
    subject: "惠民超市",
    time: "2026-01-01T11:00:00Z",
  });
});

test.each([undefined, null, {}, { trade: undefined }])("a message without its trade (%p) is none", (message) => {
  expect(arrivalOf("payments.trade.paid", message)).toBeUndefined();
});

test("K1: what the live line missed is found in the list, once", () => {
  expect(missedArrival([trade], OPENED_AT_MS, new Set())).toEqual(paid);
  expect(missedArrival([trade], OPENED_AT_MS, new Set(["trd_1"]))).toBeUndefined();
});

test("what was paid before the page was opened is no arrival, nor what is not paid", () => {
  expect(missedArrival([trade], OPENED_AT_MS + 10_000, new Set())).toBeUndefined();
  expect(missedArrival([{ ...trade, payTime: undefined }], OPENED_AT_MS, new Set())).toBeUndefined();
});
