/** Goal: a trade's terms are the contract's, with the standard's where it is silent, and refunds end on the day. Method: pure, at the boundaries. */
import { describe, expect, test } from "@jest/globals";
import { contractOf, refundableUntil, termsOf } from "./merchant-contract.ts";
import { MerchantFeature, suspensionOf } from "./suspension.ts";

test("a merchant without a contract has no fee and the standard window", () => {
  expect(termsOf(contractOf({}))).toBeUndefined();
  expect(refundableUntil(new Date("2026-03-01T04:00:00Z"), undefined)).toEqual(new Date("2026-05-30T04:00:00Z"));
});

describe("P23, T6: the refund window", () => {
  test.each<[string, number | undefined]>([
    ["5411", undefined],
    ["4511", 365],
    ["2999", undefined],
    ["3000", 365],
    ["3350", 365],
    ["3351", undefined],
    ["4582", undefined],
  ])("of category %s is %p days (undefined: the standard's 90)", (category, days) => {
    expect(termsOf(contractOf({ contract: { category } }))?.refundWindowDays).toBe(days);
  });

  test("is that of the goods, not of the merchant, where the trade says what they are", () => {
    expect(termsOf(contractOf({ contract: { category: "4722" } }), "4511")?.refundWindowDays).toBe(365);
    expect(termsOf(contractOf({ contract: { category: "4511" } }), "5812")).toBeUndefined();
  });

  test("is the contract's own where it has one", () => {
    const contract = contractOf({ contract: { category: "4511", refundWindowDays: 30 } });
    expect(refundableUntil(new Date("2026-03-01T04:00:00Z"), termsOf(contract))).toEqual(
      new Date("2026-03-31T04:00:00Z"),
    );
  });
});

test("P18: the terms carry the fee's whole formula", () => {
  const contract = contractOf({ contract: { feeRatePpm: 6_000, feeMax: 2_500n } });
  expect(termsOf(contract)).toEqual({
    ...{ feeRatePpm: 6_000, feeMin: 0n, feeMax: 2_500n, feeOnRefund: "PRO_RATA", refundWindowDays: 90 },
  });
});

describe("T8: a suspension", () => {
  const features = Object.values(MerchantFeature);

  test("of one feature stops that one", () => {
    const stopped = features.filter((feature) => suspensionOf({ suspended: ["STATIC_QR"] }, feature));
    expect(stopped).toEqual(["STATIC_QR"]);
    expect(suspensionOf({ suspended: ["STATIC_QR"] }, "STATIC_QR")).toBe("FEATURE_SUSPENDED");
  });

  test("of all stops every way to take money, and leaves refunds and the till's own memos", () => {
    const going = features.filter((feature) => !suspensionOf({ suspended: ["ALL"] }, feature));
    expect(going).toEqual(["TILL", "REFUND"]);
    expect(suspensionOf({ suspended: ["ALL"] }, "BARCODE")).toBe("MERCHANT_SUSPENDED");
    expect(suspensionOf({ suspended: ["ALL", "REFUND"] }, "REFUND")).toBe("FEATURE_SUSPENDED");
  });

  test("that is none stops nothing", () => {
    expect(features.filter((feature) => suspensionOf({}, feature))).toEqual([]);
  });
});
