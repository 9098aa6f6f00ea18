/** One spelling per login. */
import { expect, test } from "@jest/globals";
import { normalizeLogin } from "./principal.ts";

test.each([
  ["shopper1", "shopper1"],
  ["  Shopper1 ", "shopper1"],
  ["ｓｈｏｐｐｅｒ１", "shopper1"],
  ["李小明", "李小明"],
])("the login %j is %j", (typed, login) => {
  expect(normalizeLogin(typed)).toBe(login);
});
