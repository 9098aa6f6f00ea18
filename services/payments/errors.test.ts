/** Goal: the contract, the registry and the tests name the same reasons in the same order. Method: read the .proto's comments and the tests' texts. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { paymentReasons } from "./errors.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const contract = readFileSync(join(here, "../../proto/paywindow/payments/v1/payments.proto"), "utf8");

/** Every rpc with the reasons that its comment lists. */
const rpcs = [...contract.matchAll(/((?: {2}\/\/.*\n)+) {2}rpc (\w+)\(/g)].map(([, comment = "", name = ""]) => {
  const list = comment.replace(/\n\s*\/\/ /g, " ").split("Reasons: ")[1] ?? "";
  return { name, reasons: [...list.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([reason]) => reason) };
});
const registry = Object.keys(paymentReasons.rows);

const testOf = (rpc: string): string => {
  const file = `${rpc.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.int.test.ts`;
  const [path] = readdirSync(here, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(`/${file}`));
  return path ? readFileSync(join(here, path), "utf8") : "";
};

test("every reason of the registry is some rpc's, and every rpc's is in the registry", () => {
  expect(rpcs.map(({ name }) => name)).toEqual(
    Object.values(PaymentsServiceDefinition.methods).map(({ name }) => name),
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

test("every reason speaks both languages, and promises a retry to nobody", () => {
  for (const { zh, en, retryable } of Object.values(paymentReasons.rows)) {
    expect(zh).toMatch(/[\u4e00-\u9fff]/);
    expect(en).toMatch(/^[A-Z].*\.$/);
    expect(retryable).toBe(false);
  }
});
