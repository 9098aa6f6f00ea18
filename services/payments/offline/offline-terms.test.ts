/** The guards of a sale that was made without a network, by the clock alone. */
import { expect, test } from "@jest/globals";
import { decideOffline, isInFuture } from "./offline-terms.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1) + seconds * 1000);
const terms = { maxTrade: 20_000n, maxTotal: 100_000n, maxAgeS: 3600 };
const sale = { amount: 20_000n, scanTime: at(100) };

test("P38: within its caps, after the till's contact and in time a sale is taken", () => {
  expect(decideOffline(terms, at(0), sale, at(3700))).toBeUndefined();
});

test.each([
  ["OFFLINE_NOT_AGREED", undefined, at(0), sale, at(200)],
  ["OFFLINE_TILL_UNKNOWN", terms, undefined, sale, at(200)],
  ["OFFLINE_SCAN_TOO_OLD", terms, at(0), sale, at(3701)],
  ["OFFLINE_SCAN_BACKDATED", terms, at(106), sale, at(200)],
  ["OFFLINE_TRADE_TOO_LARGE", terms, at(0), { ...sale, amount: 20_001n }, at(200)],
] as const)("P38: %s", (reason, agreed, checkIn, said, now) => {
  expect(decideOffline(agreed, checkIn, said, now)).toBe(reason);
});

test("a till's idea of the time may be five seconds wrong, both ways", () => {
  expect(decideOffline(terms, at(105), sale, at(200))).toBeUndefined();
  expect([isInFuture(at(105), at(100)), isInFuture(at(106), at(100))]).toEqual([false, true]);
});
