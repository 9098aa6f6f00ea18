import { readFileSync } from "node:fs";
import { join } from "node:path";

const CAPABILITIES = join(import.meta.dirname, "..", "..", "docs", "capabilities.md");

/** A row of the tables of rules: `| P10 | A payment code is single use … |`. */
const ROW = /^\| ([PV]\d+) \| (.+) \|$/gm;

/** An id of a rule, or a range of them, wherever a contract's comment cites one: `P10`, `P10-P30`. */
const CITED = /\b([PV])(\d+)(?:-[PV](\d+))?\b/g;

/** The rules of docs/capabilities.md, by id, without the marks of Markdown. */
const readRules = (): ReadonlyMap<string, string> => {
  const rows = readFileSync(CAPABILITIES, "utf8").matchAll(ROW);
  return new Map([...rows].map(([, id = "", text = ""]) => [id, text.replaceAll(/\\(?=\|)|`/g, "")]));
};

const citedIn = (text: string): ReadonlySet<string> => {
  const ids = new Set<string>();
  for (const [, letter, first, last = first] of text.matchAll(CITED))
    for (let number = Number(first); number <= Number(last); number += 1) ids.add(`${letter}${number}`);
  return ids;
};

/** The rules that a text cites, with their words, in the order of docs/capabilities.md. Throws where a text cites a rule that is not there. */
export const rulesCitedIn = (text: string): Readonly<Record<string, string>> => {
  const rules = readRules();
  const cited = citedIn(text);
  const unknown = [...cited].filter((id) => !rules.has(id));
  if (unknown.length > 0) throw new Error(`docs/capabilities.md has no rule ${unknown.join(", ")}`);
  return Object.fromEntries([...rules].filter(([id]) => cited.has(id)));
};
