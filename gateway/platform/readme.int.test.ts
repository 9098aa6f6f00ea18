/** Goal: what README.md tells a newcomer to type works as it stands. Method: its code blocks are taken out and run against the platform. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const README = readFileSync(join(ROOT, "README.md"), "utf8");

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
}, 60_000);
afterAll(() => platform.remove());

/** The first code block of a language that holds a word, with this run's addresses. */
const block = (language: string, word: string): string => {
  const blocks = [...README.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, text = ""]) => text,
  );
  const found = blocks.find((text) => text.includes(word)) ?? "";
  return found.replaceAll("http://127.0.0.1:8080", platform.address).replaceAll("127.0.0.1:8081", platform.grpcAddress);
};

const run = (command: string, args: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, PAYWINDOW_URL: platform.address, PAYWINDOW_DATA: platform.dataDir },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve(output) : reject(new Error(output))));
  });

test("K1: the checkout by curl ends with a receipt", async () => {
  const output = await run("bash", ["-euo", "pipefail", "-c", block("sh", "check-out-basket")]);
  const receipt = JSON.parse(output.slice(output.indexOf('{"receiptId"')));
  expect(receipt).toMatchObject({ total: { minorUnits: "400", currencyCode: "CNY" } });
}, 60_000);

test("K1: the Node client ends with a receipt", async () => {
  const file = join(ROOT, ".cache", "readme-client.mjs");
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  writeFileSync(file, block("js", "loadSync"));
  expect(await run(process.execPath, [file])).toMatch(/^\d+ 400 CNY$/m);
}, 60_000);

test("K1: the official Alipay SDK pays", async () => {
  const file = join(ROOT, ".cache", "readme-pay.mjs");
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  writeFileSync(file, block("js", "alipay-sdk"));
  expect(await run(process.execPath, [file])).toMatch(/code: '10000'[\s\S]*totalAmount: '88.88'/);
}, 60_000);
