/** What a till may take without asking anybody, by its own count. */
import { expect, test } from "@jest/globals";
import { decideOfflineCode, type KeptTerms, leftOf, type OfflineSale } from "./offline-sale.ts";

const cny = (fen: number) => ({ minorUnits: String(fen), currencyCode: "CNY" });
const checkInTime = "2026-03-01T04:00:00.000Z";
const nowMs = Date.parse("2026-03-01T05:00:00.000Z");
const terms: KeptTerms = { checkInTime, offline: { maxTrade: "20000", maxTotal: "100000", maxAgeS: 86_400 } };
const aSale = (fen: number, change: Partial<OfflineSale> = {}): OfflineSale => ({
  ...{ basketId: "bsk_1", idempotencyKey: "key_1", lines: [], total: cny(fen), soldTime: checkInTime },
  ...{ paymentCode: "281111111111111111", state: "WAITING", ...change },
});
const asked = { paymentCode: "281234567800000001", amount: cny(20_000), nowMs };

test("P38: within the caps it may", () => {
  expect(decideOfflineCode(terms, [aSale(80_000)], asked)).toBeUndefined();
});

test.each([
  ["offlineNotAgreed", undefined, [], asked],
  ["offlineNotAgreed", { checkInTime }, [], asked],
  ["offlineForeignCode", terms, [], { ...asked, paymentCode: "131234567890123456" }],
  ["offlineOutOfTime", terms, [], { ...asked, nowMs: nowMs + 23 * 3_600_000 + 1 }],
  ["offlineCodeTwice", terms, [aSale(1, { paymentCode: asked.paymentCode })], asked],
  ["offlineTooLarge", terms, [], { ...asked, amount: cny(20_001) }],
  ["offlineNothingLeft", terms, [aSale(80_001)], asked],
] as const)("P38, P10: %s", (why, told, sales, sale) => {
  expect(decideOfflineCode(told, sales, sale)).toBe(why);
});

test("P38: what was uploaded and paid by code since the last contact is taken still, as the platform counts it; what was before is not", () => {
  const paid = { state: "PAID", paymentCode: undefined, byCode: true } as const;
  const before = aSale(2, { ...paid, soldTime: "2026-03-01T03:59:59.999Z" });
  expect(leftOf(terms, [aSale(90_000, paid), before])).toBe(10_000n);
});

test("what is paid in cash, short, or to be paid in cash takes nothing of what is left", () => {
  const sales = [aSale(1, { state: "PAID" }), aSale(2, { state: "SHORT" }), aSale(4, { paymentCode: undefined })];
  expect(leftOf(terms, sales)).toBe(100_000n);
});
