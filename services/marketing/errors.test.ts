/** The registry of reasons, the comments of the contract, and the tests name the same reasons. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { MarketingServiceDefinition } from "../../proto/gen/paywindow/marketing/v1/marketing.ts";
import { marketingReasons } from "./errors.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const contract = readFileSync(join(here, "../../proto/paywindow/marketing/v1/marketing.proto"), "utf8");
const registry = Object.keys(marketingReasons.rows);

/** Every rpc with the reasons that its comment lists. */
const rpcs = [...contract.matchAll(/((?: {2}\/\/.*\n)+) {2}rpc (\w+)\(/g)].map(([, comment = "", name = ""]) => {
  const list = comment.replace(/\n\s*\/\/ /g, " ").split("Reasons: ")[1] ?? "";
  return { name, reasons: [...list.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([reason]) => reason) };
});

const testOf = (rpc: string): string => {
  const file = `${rpc.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.int.test.ts`;
  const [path] = readdirSync(here, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(`/${file}`));
  return path ? readFileSync(join(here, path), "utf8") : "";
};

test("every reason of the registry is some rpc's, and every rpc's is in the registry", () => {
  expect(rpcs.map(({ name }) => name)).toEqual(
    Object.values(MarketingServiceDefinition.methods).map(({ name }) => name),
  );
  expect(new Set(rpcs.flatMap(({ reasons }) => reasons))).toEqual(new Set(registry));
});

describe.each(rpcs)("$name", ({ name, reasons }) => {
  test("lists its reasons in the order of the guards", () => {
    expect(reasons).toEqual(registry.filter((reason) => reasons.includes(reason)));
  });

  test("has a test for each", () => {
    const text = testOf(name);
    expect(text).not.toBe("");
    expect(reasons.filter((reason) => !text.includes(`"${reason}"`))).toEqual([]);
  });
});

test("only what may succeed unchanged is retryable, and all speak both languages", () => {
  const retryable = Object.entries(marketingReasons.rows).filter(([, row]) => row.retryable);
  expect(retryable.map(([reason]) => reason)).toEqual(["PAYMENT_IN_PROGRESS"]);
  for (const { zh, en } of Object.values(marketingReasons.rows)) {
    expect(zh).toMatch(/[\u4e00-\u9fff]/);
    expect(en).toMatch(/^[A-Z].*\.$/);
  }
});
