/** Goal: a refund is refused for the first reason that holds, and never exceeds what was paid. Method: pure decisions on built trades. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { aPaidTrade, aTrade } from "../testing/builders.ts";
import type { Trade } from "../trade/trade.ts";
import { decideRefund, type Refund, type RefundCommand } from "./refund.ts";

const NOW = new Date("2026-03-01T05:00:00.000Z");
const DAY_MS = 86_400_000;

const aCommand = (overrides: Partial<RefundCommand> = {}): RefundCommand => ({
  refundId: "rfd_00000001",
  merchantRefundId: "refund-1",
  amount: 6_000n,
  refundReason: "少一盒",
  ...overrides,
});

const theRefund: Refund = {
  ...aCommand(),
  merchantId: "mer_demomarket",
  tradeId: "trd_00000001",
  currencyCode: "CNY",
  refundedAfter: 6_000n,
  state: "SUCCESS",
  refundTime: NOW,
};

test("a part of a paid trade goes back", () => {
  expect(decideRefund(aPaidTrade(), undefined, aCommand(), NOW)).toEqual({ write: theRefund });
});

test("P14: a repetition keeps the refund, however late", () => {
  const late = new Date(NOW.getTime() + 365 * DAY_MS);
  expect(decideRefund(aPaidTrade({ refundedAmount: 10_000n }), theRefund, aCommand(), late)).toEqual({
    keep: theRefund,
  });
});

const payTime = aPaidTrade().payTime!.getTime();

test.each<[string, Trade | undefined, Refund | undefined, RefundCommand, number]>([
  ["TRADE_NOT_FOUND", undefined, theRefund, aCommand(), 0],
  ["MERCHANT_REFUND_ID_REUSED", aTrade(), theRefund, aCommand({ amount: 1n }), 0],
  ["MERCHANT_REFUND_ID_REUSED", aPaidTrade(), theRefund, aCommand({ refundReason: "" }), 0],
  ["MERCHANT_REFUND_ID_REUSED", aPaidTrade({ tradeId: "trd_00000002" }), theRefund, aCommand(), 0],
  ["TRADE_NOT_REFUNDABLE", aTrade({ state: "AUTHORIZED" }), undefined, aCommand({ amount: 99_999n }), 91 * DAY_MS],
  ["TRADE_NOT_REFUNDABLE", aTrade({ state: "CLOSED" }), undefined, aCommand(), 0],
  ["REFUND_WINDOW_ENDED", aPaidTrade(), undefined, aCommand({ amount: 99_999n }), 90 * DAY_MS + 1],
  ["REFUND_EXCEEDS_PAID", aPaidTrade({ refundedAmount: 4_001n }), undefined, aCommand(), 90 * DAY_MS],
])("%s", (reason, trade, existing, command, ageMs) => {
  expect(decideRefund(trade, existing, command, new Date(payTime + ageMs))).toEqual({ refuse: reason });
});

describe("P23", () => {
  test("90 days to the millisecond", () => {
    expect(decideRefund(aPaidTrade(), undefined, aCommand(), new Date(payTime + 90 * DAY_MS))).toHaveProperty("write");
  });

  test("any number of parts, whose sum never passes what was paid", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1n, max: 4_000n })), (amounts) => {
        let trade = aPaidTrade();
        for (const amount of amounts) {
          const decision = decideRefund(trade, undefined, aCommand({ amount }), NOW);
          const fits = trade.refundedAmount + amount <= 10_000n;
          expect("write" in decision).toBe(fits);
          if ("write" in decision) trade = { ...trade, refundedAmount: decision.write.refundedAfter };
        }
      }),
    );
  });
});
