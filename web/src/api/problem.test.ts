/** A result is final only where the platform said so; anything else is asked again with the same key. */
import { expect, test } from "@jest/globals";
import { ApiProblem, isUnknownResult, readProblem, Unanswered } from "./problem.ts";

test("a problem is read from its body", () => {
  const body = { reason: "BALANCE_INSUFFICIENT", detail: "余额不足", retryable: false, status: 400 };
  expect(readProblem(400, body)).toEqual({
    status: 400,
    reason: "BALANCE_INSUFFICIENT",
    detail: "余额不足",
    retryable: false,
  });
});

test.each([
  [502, true],
  [429, true],
  [404, false],
])("a proxy's page with status %d: retryable %p", (status, retryable) => {
  expect(readProblem(status, "<html>")).toEqual({ status, reason: `HTTP_${status}`, detail: "", retryable });
});

const refusal = (status: number, retryable: boolean) => new ApiProblem({ status, reason: "X", detail: "", retryable });

test.each([
  ["no answer", new Unanswered(new TypeError("fetch failed")), true],
  ["a bug on the way", new TypeError("x is undefined"), true],
  ["500", refusal(500, false), true],
  ["409, again", refusal(409, true), true],
  ["400", refusal(400, false), false],
  ["403", refusal(403, false), false],
])("P1: %s leaves the result unknown: %p", (_name, error, unknown) => {
  expect(isUnknownResult(error)).toBe(unknown);
});
