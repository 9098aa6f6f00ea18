/**
 * Goal: what the platform calls SM3 and SM4 is what the national standards call so. Method: the standards' own examples, through the library that seal and sm4-box
 * use.
 */
import { createCipheriv, createHash } from "node:crypto";
import { expect, test } from "@jest/globals";

test.each([
  ["A.1: abc", "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"],
  ["A.2: 512 bits", "abcd".repeat(16), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"],
])("X10: SM3, GB/T 32905-2016 %s", (_, message, digest) => {
  expect(createHash("sm3").update(message).digest("hex")).toBe(digest);
});

const KEY = Buffer.from("0123456789abcdeffedcba9876543210", "hex");

const encryptBlock = (block: Buffer): Buffer => {
  const cipher = createCipheriv("sm4-ecb", KEY, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
};

test("X10: SM4, GB/T 32907-2016 A.1: one block", () => {
  expect(encryptBlock(KEY).toString("hex")).toBe("681edf34d206965e86b3e94f536e4246");
});

test("X10: SM4, GB/T 32907-2016 A.2: a million rounds", () => {
  const cipher = createCipheriv("sm4-ecb", KEY, null).setAutoPadding(false);
  let block: Buffer = KEY;
  for (let round = 0; round < 1_000_000; round++) block = cipher.update(block);
  expect(block.toString("hex")).toBe("595298c7c6fd271f0402f804c33d3f66");
});
