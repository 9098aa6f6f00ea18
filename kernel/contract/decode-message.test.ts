/** The goal: broken bytes are refused, never misread and never fatal. The method: chosen bytes, and properties over any. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { FindItemRequest } from "../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { decodeMessage } from "./decode-message.ts";

const decode = (bytes: number[] | Uint8Array) => decodeMessage(FindItemRequest, Uint8Array.from(bytes));

describe("decodeMessage", () => {
  test("reads what the generated encoder wrote, in any script", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.record({ storeId: text, barcode: text }), (message) => {
        expect(decode(FindItemRequest.encode(message).finish())).toEqual(message);
      }),
    );
  });

  test.each([
    ["a text cut short", [0x0a, 0x05, 0x61]],
    ["a text that is not UTF-8", [0x0a, 0x02, 0xc3, 0x28]],
    ["an overlong encoding of /", [0x0a, 0x02, 0xc0, 0xaf]],
    ["a number without end", [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ["tag 0, then more", [0x00, 0x0a, 0x01, 0x61]],
    ["the end of a group that never began, then more", [0x0c, 0x0a, 0x01, 0x61]],
    ["an unknown field cut short", [0x7a, 0x7f, 0x00]],
  ])("refuses %s", (_, bytes) => {
    expect(() => decode(bytes)).toThrow();
  });

  test("any bytes either decode or throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(decode(bytes)).toEqual({ storeId: expect.any(String), barcode: expect.any(String) });
        } catch (error) {
          expect(["Error", "RangeError", "TypeError"]).toContain((error as Error).name);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
