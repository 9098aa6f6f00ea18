/** Goal: a merchant learns the first character of a payer's name and not even how long it is. Method: names of every kind. */
import { expect, test } from "@jest/globals";
import { maskName } from "./wallet.ts";

test.each([
  ["李小明", "李**"],
  ["王芳", "王**"],
  ["赵", "赵**"],
  ["欧阳娜娜", "欧**"],
  ["Li Xiaoming", "L**"],
  ["Ö", "Ö**"],
  ["𠮷野家", "𠮷**"],
  ["", ""],
])("%j is shown as %j", (name, shown) => {
  expect(maskName(name)).toBe(shown);
});
