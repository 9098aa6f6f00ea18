/** `npm run features`: every id of docs/capabilities.md with the tests whose titles name it, and those that have none. Ids can be given to look up only those. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

interface Capability {
  readonly id: string;
  readonly text: string;
}

const capabilities: Capability[] = [
  ...readFileSync(join(root, "docs/capabilities.md"), "utf8").matchAll(/^\| ((?:pass )?[A-Z]\d+) \| (.*) \|$/gm),
].map(([, id = "", text = ""]) => ({ id, text }));

/** The titles of the tests in a file, as they stand in its text. */
const titlesOf = (path: string): string[] =>
  [
    ...readFileSync(path, "utf8").matchAll(
      /\b(?:test|it|describe)(?:\.\w+(?:\([\s\S]*?\))?)?\(\s*(["'`])((?:(?!\1)[\s\S])*)\1/g,
    ),
  ].map(([, , title = ""]) => title);

/** `P13-P16` and `P13–P16` name every id between. */
const spelledOut = (title: string): string =>
  title.replace(/\b([A-Z])(\d+)\s?[-–]\s?\1(\d+)\b/g, (_whole, letter: string, from: string, to: string) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${letter}${Number(from) + index}`).join(" "),
  );

const idsIn = (title: string): string[] =>
  [...spelledOut(title).matchAll(/\b(?:pass )?[A-Z]\d{1,2}\b/g)].map(([id]) => id);

const proofs = new Map<string, string[]>();
for (const path of globSync("{kernel,services,verticals,gateway,web,scripts,loadtest}/**/*.test.ts", {
  cwd: root,
}).sort())
  for (const title of titlesOf(join(root, path)))
    for (const id of idsIn(title)) proofs.set(id, [...(proofs.get(id) ?? []), `${path}: ${title}`]);

const wanted = process.argv.slice(2);
const shown = capabilities.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
for (const { id, text } of shown) {
  const tests = proofs.get(id);
  if (!tests) continue;
  console.log(`${id}  ${text}`);
  for (const test of new Set(tests)) console.log(`    ${test}`);
}
const unproven = shown.filter(({ id }) => !proofs.has(id));
console.log(
  `\nWithout a test (${unproven.length} of ${shown.length}): ${unproven.map(({ id }) => id).join(", ") || "none"}`,
);
