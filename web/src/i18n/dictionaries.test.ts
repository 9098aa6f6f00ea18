/** Both languages have every text, with the same parameters, and no page uses a text that is not there or leaves one unused. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { en } from "./en.ts";
import { textOf } from "./language.ts";
import { type TextKey, zh } from "./zh.ts";

const keys = Object.keys(zh) as TextKey[];
const parametersOf = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

test("English has the keys of Chinese, no more and no fewer", () => {
  expect(Object.keys(en).sort()).toEqual([...keys].sort());
});

test.each(keys)("%s: not empty, same parameters", (key) => {
  expect(zh[key].trim()).not.toBe("");
  expect(en[key].trim()).not.toBe("");
  expect(parametersOf(en[key])).toEqual(parametersOf(zh[key]));
});

const sourcesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "i18n" ? [] : sourcesUnder(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".test.ts") ? [readFileSync(path, "utf8")] : [];
  });

test("every text is used by a page", () => {
  const source = sourcesUnder(join(import.meta.dirname, "..")).join("\n");
  const unused = keys.filter((key) => !source.includes(`"${key}"`) && !key.startsWith("tradeState"));
  expect(unused).toEqual([]);
});

test("no page has Chinese of its own", () => {
  for (const source of sourcesUnder(join(import.meta.dirname, ".."))) expect(source).not.toMatch(/[\u4e00-\u9fff]/);
});

test("parameters are filled in", () => {
  expect(textOf("zh-CN", "walletRefreshIn", { seconds: 42 })).toBe("42 秒后自动更新");
  expect(textOf("en", "walletRefreshIn", { seconds: 42 })).toBe("New code in 42 s");
});
