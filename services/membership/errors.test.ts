/** Goal: the contract, the registry and the tests name the same reasons. Method: read the .proto's comments and the tests' texts. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { membershipReasons } from "./errors.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const contract = readFileSync(join(here, "../../proto/paywindow/membership/v1/membership.proto"), "utf8");
const registry = Object.keys(membershipReasons.rows);

/** The reasons that each rpc's comment lists. */
const lists = [...contract.matchAll(/((?: {2}\/\/.*\n)+) {2}rpc \w+\(/g)].map(([, comment = ""]) => {
  const list = comment.replace(/\n\s*\/\/ /g, " ").split("Reasons: ")[1] ?? "";
  return [...list.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([reason]) => reason);
});

test("every reason of the registry is some rpc's, every rpc's is in the registry, in the order of the guards", () => {
  expect(new Set(lists.flat())).toEqual(new Set(registry));
  for (const list of lists) expect(list).toEqual(registry.filter((reason) => list.includes(reason)));
});

test("every reason has a test", () => {
  const files = readdirSync(here, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".int.test.ts"),
  );
  const text = files.map((name) => readFileSync(join(here, name), "utf8")).join("\n");
  expect(registry.filter((reason) => !text.includes(`"${reason}"`))).toEqual([]);
});

test("every reason speaks both languages, and promises a retry to nobody", () => {
  for (const { zh, en, retryable } of Object.values(membershipReasons.rows)) {
    expect(zh).toMatch(/[\u4e00-\u9fff]/);
    expect(en).toMatch(/^[A-Z].*\.$/);
    expect(retryable).toBe(false);
  }
});
