/** Goal: an amount is the text that was sent, whatever a float would make of it (P17), and every wrong field is named. Method: tables and a property. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decimalOf } from "../../../kernel/money/money.ts";
import { parseBizContent } from "./biz-content.ts";
import { readBizFields } from "./biz-fields.ts";

const read = (json: string) =>
  readBizFields(parseBizContent(json), { code: "40004", subCode: "ACQ.INVALID_PARAMETER" });

describe("P17: amounts", () => {
  test("a number is its digits, as a text is", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), fc.boolean(), (fen, asText) => {
        const yuan = `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
        const fields = read(`{"total_amount":${asText ? `"${yuan}"` : yuan}}`);
        expect(decimalOf(fields.yuan("total_amount") as never)).toBe(yuan);
      }),
    ));

  test.each([
    "0.1000000000000000055",
    "88.880000000000000000001",
    "1e2",
    "1E-1",
    "-0",
    "100000000.009",
    "0.30000000000000004",
  ])("the number %s is refused, as its digits say something else than yuan and fen", (number) => {
    const fields = read(`{"total_amount":${number}}`);
    expect(fields.yuan("total_amount")).toBeUndefined();
    expect(() => fields.check()).toThrow("ACQ.INVALID_PARAMETER");
  });
});

test("every wrong field is named at once", () => {
  const fields = read('{"subject":"a\\nb","out_trade_no":7,"body":{"x":1}}');
  fields.required("subject", 256);
  fields.required("total_amount", 11);
  fields.text("body", 128);
  expect(fields.matching("out_trade_no", /^[a-z]+$/, "字母")).toBe("7");
  try {
    fields.check();
    throw new Error("not refused");
  } catch (error) {
    expect(error).toMatchObject({
      subMsg: expect.stringMatching(/subject：.*total_amount：必填.*body：.*out_trade_no：字母/),
    });
  }
});

test("a name of JavaScript's own is no field", () => {
  const fields = read("{}");
  for (const name of ["constructor", "__proto__", "toString"]) expect(fields.has(name)).toBe(false);
});
