/** Goal: nothing of a reason is lost in a row. Method: one with every part goes through a row and back. */
import { expect, test } from "@jest/globals";
import { ReasonError } from "./reason.ts";
import { fromStoredReason, toStoredReason } from "./stored-reason.ts";

test("P14: a stored refusal is thrown again as it was", () => {
  const row = { code: "FAILED_PRECONDITION", retryable: false, zh: "余额不足", en: "Too low." } as const;
  const detail = { metadata: { a: "1" }, fields: [{ field: "f", en: "e", zh: "z" }] };
  const error = new ReasonError("payments", "BALANCE_INSUFFICIENT", row, detail);
  const again = fromStoredReason(JSON.parse(JSON.stringify(toStoredReason(error))));
  expect({ ...again, stack: "" }).toEqual({ ...error, stack: "" });
});
