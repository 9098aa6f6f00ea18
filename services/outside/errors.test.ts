/** The registry of reasons against the comments of the contract, both ways. */
import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { outsideReasons } from "./errors.ts";

test("every reason of the contract has a row, and every row is in the contract", async () => {
  const proto = await readFile(new URL("../../proto/paywindow/outside/v1/outside.proto", import.meta.url), "utf8");
  const named = [...proto.matchAll(/Reasons: ([^.]+)\./g)].flatMap(([, list]) => list!.split(/,\s*/));
  expect([...new Set(named)].sort()).toEqual(Object.keys(outsideReasons.rows).sort());
});
