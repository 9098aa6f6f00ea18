/** The goal: a reason that crosses a hop is the same reason. The method: properties over any error, through JSON as a hop does. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { anyReasonError, factsOf } from "./any-reason-error.ts";
import { commonReasons } from "./common-reasons.ts";
import { ReasonError } from "./reason.ts";
import { fromWire, toWire } from "./wire.ts";

const overTheWire = (error: unknown): ReasonError => fromWire(JSON.parse(JSON.stringify(toWire(error))));

describe("a ReasonError", () => {
  test("survives a hop, and a second one", () => {
    fc.assert(
      fc.property(anyReasonError(), (error) => {
        const once = overTheWire(error);
        expect(once).toBeInstanceOf(ReasonError);
        expect(factsOf(once)).toEqual(factsOf(error));
        expect(factsOf(overTheWire(once))).toEqual(factsOf(error));
      }),
    );
  });

  test("keeps facts that look like placeholders as they are", () => {
    const row = { code: "NOT_FOUND", retryable: false, zh: "没有 {name}", en: "No {name}." } as const;
    const error = new ReasonError("stock", "ITEM_NOT_FOUND", row, { metadata: { name: "{other}", other: "x" } });
    expect(overTheWire(error).localized("en")).toBe("No {other}.");
  });
});

describe("an unknown error", () => {
  test.each([
    ["an Error", new Error("password=hunter2")],
    ["a text", "password=hunter2"],
    ["an object", { password: "hunter2" }],
    ["undefined", undefined],
  ])("%s becomes common INTERNAL and tells nothing of itself", (_, error) => {
    const text = JSON.stringify(toWire(error));
    expect(text).not.toContain("hunter2");
    expect(fromWire(JSON.parse(text))).toMatchObject({ domain: "common", reason: "INTERNAL" });
  });

  test("the cause of a reason stays at home", () => {
    const error = commonReasons.error("INTERNAL", { cause: new Error("password=hunter2") });
    expect(JSON.stringify(toWire(error))).not.toContain("hunter2");
  });
});

describe("a wire error of another make", () => {
  const good = toWire(commonReasons.error("RATE_LIMITED"));

  test.each([
    ["null", null],
    ["a text", "RATE_LIMITED"],
    ["no domain", { ...good, domain: undefined }],
    ["an unknown code", { ...good, code: "TEAPOT" }],
    ["an inherited code", { ...good, code: "toString" }],
    ["retryable as text", { ...good, retryable: "yes" }],
    ["metadata with numbers", { ...good, metadata: { count: 1 } }],
    ["fields that are no violations", { ...good, fields: [{ field: "amount" }] }],
  ])("%s becomes common INTERNAL", (_, wire) => {
    expect(fromWire(wire)).toMatchObject({ domain: "common", reason: "INTERNAL" });
  });
});
