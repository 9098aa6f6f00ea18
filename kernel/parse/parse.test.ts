/** Goal: bad input is refused with every wrong field and its reason at once. Method: tables over each reader. */
import { describe, expect, test } from "@jest/globals";
import { ReasonError } from "../errors/reason.ts";
import { type FieldReader, readFields } from "./parse.ts";

const refusedFields = (read: (fields: FieldReader) => unknown): string[] => {
  const fields = readFields();
  read(fields);
  try {
    fields.check();
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ReasonError);
    expect((error as ReasonError).reason).toBe("REQUEST_INVALID");
    for (const { en, zh } of (error as ReasonError).fields) expect([en, zh]).not.toContain("");
    return (error as ReasonError).fields.map(({ field }) => field);
  }
};

describe("readFields", () => {
  test("gives back what is right", () => {
    const fields = readFields();
    expect(fields.id("trade_id", "trd_abcd", "trd")).toBe("trd_abcd");
    expect(fields.text("subject", "  牛奶 ", 1, 10)).toBe("牛奶");
    expect(fields.integerOr("page_size", 0, 20, 1, 100)).toBe(20);
    expect(fields.amount("amount", { minorUnits: 1n, currencyCode: "CNY" })).toEqual({
      minorUnits: 1n,
      currencyCode: "CNY",
    });
    expect(() => fields.check()).not.toThrow();
  });

  test("collects every violation before it throws", () =>
    expect(
      refusedFields((fields) => {
        fields.id("trade_id", "x", "trd");
        fields.text("subject", "", 1, 10);
        fields.integer("quantity", 0, 1, 9);
      }),
    ).toEqual(["trade_id", "subject", "quantity"]));

  test.each<[string, Parameters<FieldReader["amount"]>[1], string[]]>([
    ["none", undefined, ["amount"]],
    ["zero", { minorUnits: 0n, currencyCode: "CNY" }, ["amount.minor_units"]],
    ["negative", { minorUnits: -1n, currencyCode: "CNY" }, ["amount.minor_units"]],
    ["beyond the largest", { minorUnits: 1_000_000_000_001n, currencyCode: "CNY" }, ["amount.minor_units"]],
    ["of an unknown currency", { minorUnits: 1n, currencyCode: "ABC" }, ["amount.currency_code"]],
  ])("P17: an amount that is %s", (_kind, amount, expected) =>
    expect(refusedFields((fields) => fields.amount("amount", amount))).toEqual(expected),
  );

  test.each([Number.NaN, 1.5, -1, 10, Number.POSITIVE_INFINITY])("an integer from 1 to 9 is not %p", (value) =>
    expect(refusedFields((fields) => fields.integer("quantity", value, 1, 9))).toEqual(["quantity"]),
  );

  test.each(["a\u0000b", "line\nbreak", "", "12345678901"])("a text of 1 to 10 characters is not %j", (value) =>
    expect(refusedFields((fields) => fields.text("subject", value, 1, 10))).toEqual(["subject"]),
  );

  test.each([
    ["half a surrogate pair, which no store gives back as it was", "a\ud800b"],
    ["a C1 control", "a\u0085b"],
    ["a line separator", "a\u2028b"],
    ["a change of direction, which makes people read another text", "a\u202e00.01"],
    ["an isolate", "a\u2066b"],
  ])("a text is not %s", (_what, value) =>
    expect(refusedFields((fields) => fields.text("subject", value, 1, 10))).toEqual(["subject"]),
  );

  test("characters are counted as people see them", () =>
    expect(refusedFields((fields) => fields.text("subject", "😀😀😀", 3, 3))).toEqual([]));
});
