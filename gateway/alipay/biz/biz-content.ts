import { parseJsonObject } from "../../contract/parse-json.ts";

/** A JSON value in which every number is the text that was sent: an amount never becomes a float (P17). */
type BizValue = string | boolean | null | readonly BizValue[] | { readonly [name: string]: BizValue };

export type BizContent = { readonly [name: string]: BizValue };

/** What a reviver is told of a primitive since ES2026 ("JSON.parse source text access"). */
interface Source {
  readonly source?: string;
}

/** Rejects what is no JSON object in UTF-8, is nested too deeply, or says a name twice, as parseJsonObject does; then reads it with its numbers as they stand. */
export const parseBizContent = (text: string): BizContent => {
  parseJsonObject(Buffer.from(text));
  const asSent = (_name: string, value: unknown, { source }: Source) => (typeof value === "number" ? source : value);
  return JSON.parse(text === "" ? "{}" : text, asSent as (name: string, value: unknown) => unknown) as BizContent;
};
