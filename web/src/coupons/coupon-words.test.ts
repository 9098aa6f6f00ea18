/** What a coupon says of itself. */
import { expect, test } from "@jest/globals";
import { textOf } from "../i18n/language.ts";
import { formatLastDay } from "../ui/times.ts";
import { groupCode, shelfOf, termsOf, worthOf } from "./coupon-words.ts";

const zh = (...[key, parameters]: [Parameters<typeof textOf>[1], Parameters<typeof textOf>[2]?]) =>
  textOf("zh-CN", key, parameters);
const yuan = (minorUnits: string) => ({ minorUnits, currencyCode: "CNY" });

test.each([
  ["COUPON_STATE_ISSUED", "usable"],
  ["COUPON_STATE_HELD", "usable"],
  ["COUPON_STATE_REDEEMED", "used"],
  ["COUPON_STATE_EXPIRED", "over"],
  ["COUPON_STATE_REVOKED", "over"],
])("%s is %s", (state, shelf) => {
  expect(shelfOf({ state })).toBe(shelf);
});

test("M1: a fixed amount from a minimum; a part of the amount with its most", () => {
  const cash = { kind: "DISCOUNT_KIND_CASH", amount: yuan("500"), minimumSpend: yuan("5000") };
  expect([worthOf(zh, cash), termsOf(zh, cash)]).toEqual(["¥5.00", "满 ¥50.00 可用"]);
  const percent = { kind: "DISCOUNT_KIND_PERCENT", basisPoints: 1250, cap: yuan("1000") };
  expect([worthOf(zh, percent), termsOf(zh, percent)]).toEqual(["减 12.5%", "无门槛 · 最高减 ¥10.00"]);
});

test("what is good until a midnight in China is good on the day before, wherever it is read", () => {
  expect(formatLastDay("2026-12-24T16:00:00Z", "zh-CN")).toBe("2026/12/24");
  expect(formatLastDay(undefined, "zh-CN")).toBe("");
});

test("a code is read out in groups", () => {
  expect(groupCode("K1234567890A")).toBe("K123 4567 890A");
});
