/** Equal inner ids of two scopes are two ids, and each leads back. */
import { expect, test } from "@jest/globals";
import { innerIdOf, scopedId } from "./scoped-id.ts";

test("the scope makes the difference, and comes off again", () => {
  const [one, two] = [scopedId("trd_a", "refund-1"), scopedId("trd_b", "refund-1")];
  expect(one).not.toBe(two);
  expect(one).toMatch(/^[A-Za-z0-9_-]{11}refund-1$/);
  expect(innerIdOf("trd_a", one)).toBe("refund-1");
  expect(innerIdOf("trd_b", one)).toBe(one);
  expect(innerIdOf("trd_a", "made-at-the-till")).toBe("made-at-the-till");
});
