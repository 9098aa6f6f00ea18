/** The registry of reasons against the comments of the contract, both ways. */
import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { restaurantReasons } from "./errors.ts";

const proto = await readFile(new URL("../../proto/paywindow/restaurant/v1/restaurant.proto", import.meta.url), "utf8");
const lists = [...proto.replace(/\n\s*\/\/ /g, " ").matchAll(/Reasons: ([^.]+)\./g)].map(([, list]) => list!);
const named = lists.map((list) => list.split(/,\s*/).filter((reason) => /^[A-Z_]+$/.test(reason)));

test("every reason of the contract has a row, and every row is in the contract", () => {
  expect([...new Set(named.flat())].sort()).toEqual(Object.keys(restaurantReasons.rows).sort());
});

test("the contract names an rpc's reasons in the order in which its guards stand", () => {
  const order = Object.keys(restaurantReasons.rows);
  for (const reasons of named)
    expect(reasons).toEqual([...reasons].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
});
