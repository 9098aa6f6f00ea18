/** The registry of reasons against the comments of the contract, both ways. */
import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { hospitalReasons } from "./errors.ts";

const proto = await readFile(new URL("../../proto/paywindow/hospital/v1/hospital.proto", import.meta.url), "utf8");
const lists = [...proto.matchAll(/Reasons: ([^.]+)\./g)].map(([, list]) => list!);
const named = lists.map((list) => list.split(/,\s*/).filter((reason) => /^[A-Z_]+$/.test(reason)));

test("every reason of the contract has a row, and every row is in the contract", () => {
  expect([...new Set(named.flat())].sort()).toEqual(Object.keys(hospitalReasons.rows).sort());
});

test("the contract names an rpc's reasons in the order in which its guards stand", () => {
  const order = Object.keys(hospitalReasons.rows);
  for (const reasons of named)
    expect(reasons).toEqual([...reasons].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
});

test("only what may succeed unchanged is retryable", () => {
  const retryable = Object.entries(hospitalReasons.rows).filter(([, row]) => row.retryable);
  expect(retryable.map(([reason]) => reason)).toEqual(["PAYMENT_UNDER_WAY"]);
});
