/** Names, times and stored answers of attempts. */
import { expect, test } from "@jest/globals";
import { plusMs } from "../../../kernel/time/clock.ts";
import { attemptIdOf, firstRecoverTime, merchantTradeIdOf, nextRecoverTime, parseMerchantTradeId } from "./attempt.ts";

const now = new Date("2030-01-01T00:00:00Z");

test("P16: an attempt's id comes from whose key it is and the key, and from nothing else", () => {
  expect(attemptIdOf("mer_1", "key")).toBe(attemptIdOf("mer_1", "key"));
  expect(attemptIdOf("mer_1", "key")).toMatch(/^att_[0-9A-Z]{26}$/);
  expect(attemptIdOf("mer_2", "key")).not.toBe(attemptIdOf("mer_1", "key"));
  expect(attemptIdOf("mer_1k", "ey")).not.toBe(attemptIdOf("mer_1", "key"));
});

test("P13: a trade's name tells its basket and attempt, within the 64 characters that payments takes", () => {
  const longest = `bsk_${"x".repeat(40)}`;
  const id = merchantTradeIdOf(longest, 999_999_999);
  expect(id.length).toBeLessThanOrEqual(64);
  expect(parseMerchantTradeId(id)).toEqual({ basketId: longest, attemptNumber: 999_999_999 });
});

test.each(["", "bsk_12345678", "bsk_12345678-0", "bsk_12345678-x", "bsk_1234-1", "order-1", "xbsk_12345678-1"])(
  "%j is no trade of ours",
  (id) => {
    expect(parseMerchantTradeId(id)).toBeUndefined();
  },
);

test.each([
  [1, 2_000],
  [2, 4_000],
  [5, 32_000],
  [6, 60_000],
  [500, 60_000],
])("P2: after %i looks that could not tell, the next is %i ms later", (recoveries, ms) => {
  expect(nextRecoverTime(now, recoveries)).toEqual(plusMs(now, ms));
});

test("P2: the first look comes 10 s after the attempt began", () => {
  expect(firstRecoverTime(now)).toEqual(plusMs(now, 10_000));
});
