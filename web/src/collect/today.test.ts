/** What the desk says of a trade of today. */
import { expect, test } from "@jest/globals";
import { startOfDay, stateText } from "./today.ts";

const fen = (minorUnits: string) => ({ minorUnits, currencyCode: "CNY" });

test.each([
  ["tradeStateSUCCESS", { state: "TRADE_STATE_SUCCESS", paidAmount: fen("100") }],
  ["todayPartly", { state: "TRADE_STATE_SUCCESS", paidAmount: fen("100"), refundedAmount: fen("1") }],
  ["todayWholly", { state: "TRADE_STATE_SUCCESS", paidAmount: fen("100"), refundedAmount: fen("100") }],
  ["tradeStateCLOSED", { state: "TRADE_STATE_CLOSED" }],
  ["tradeStatePAYING", { state: "TRADE_STATE_PAYING" }],
])("%s", (key, trade) => expect(stateText(trade)).toBe(key));

test("a day begins at its own midnight", () => {
  const noon = new Date(2026, 10, 23, 12, 30);
  expect(startOfDay(noon)).toEqual(new Date(2026, 10, 23));
});
