/** The same digits mean one thing while items are rung up and another while payment is awaited. */
import { describe, expect, test } from "@jest/globals";
import { readScan } from "./read-scan.ts";

const CODE_LIKE_SCALE_LABEL = "261234500123004565";

describe("V2: the screen's state decides", () => {
  test("V2: an 18-digit 26… is a payment code only while payment is awaited", () => {
    expect(readScan("payment-code", CODE_LIKE_SCALE_LABEL)).toEqual({
      kind: "payment-code",
      paymentCode: CODE_LIKE_SCALE_LABEL,
    });
    expect(readScan("item", CODE_LIKE_SCALE_LABEL)).toEqual({ kind: "refused", why: "codeTooEarly" });
  });

  test("V2: an item's barcode is an item only while items are rung up", () => {
    expect(readScan("item", "6901234567892")).toEqual({ kind: "item", barcode: "6901234567892" });
    expect(readScan("payment-code", "6901234567892")).toEqual({ kind: "refused", why: "itemWhileTender" });
  });
});

test("typed groups and dashes are read through", () => {
  expect(readScan("payment-code", "2812 3456 7812 3456 78")).toEqual({
    kind: "payment-code",
    paymentCode: "281234567812345678",
  });
  expect(readScan("item", "690-1234567892")).toEqual({ kind: "item", barcode: "6901234567892" });
});

test("UPC-A is EAN-13 with a zero before it", () => {
  expect(readScan("item", "012345678905")).toEqual({ kind: "item", barcode: "0012345678905" });
});

test.each([
  ["item", "6901234567893", "checkDigitWrong"],
  ["item", "hello", "notBarcode"],
  ["item", "", "notBarcode"],
  ["payment-code", "123", "notPaymentCode"],
  ["payment-code", "https://example.com/", "notPaymentCode"],
] as const)("%s: %p is refused with %s", (awaited, text, why) => {
  expect(readScan(awaited, text)).toEqual({ kind: "refused", why });
});
