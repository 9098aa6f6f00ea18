import type { JsonValue } from "@bufbuild/protobuf";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import type { FieldViolation } from "../../kernel/errors/reason.ts";
import { gatewayReasons } from "../errors.ts";

export type JsonObject = { [name: string]: JsonValue };

/** No contract nests deeper; a deeper text is an attack on whatever walks it. */
const MAX_DEPTH = 32;

const refuse = (violation: FieldViolation) => commonReasons.error("REQUEST_INVALID", { fields: [violation] });

/** Strings, brackets and separators of a text that JSON.parse has accepted. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

interface Level {
  /** The names seen so far; an array has none. */
  readonly names?: Set<string>;
  expectsName: boolean;
}

const checkName = (level: Level, name: string): void => {
  if (level.names?.has(name))
    throw refuse({ field: name, en: "a name that occurs once in its object", zh: "同一对象中字段名不得重复" });
  level.names?.add(name);
  level.expectsName = false;
};

/** JSON.parse keeps the last of two equal names; a request that says two things is refused instead (RFC 8259, 4: "SHOULD be unique"). */
const checkStructure = (text: string): void => {
  const levels: Level[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    const level = levels.at(-1);
    if (token === "{") levels.push({ names: new Set(), expectsName: true });
    else if (token === "[") levels.push({ expectsName: false });
    else if (token === "}" || token === "]") levels.pop();
    else if (token === "," && level) level.expectsName = level.names !== undefined;
    else if (token.startsWith('"') && level?.expectsName) checkName(level, JSON.parse(token) as string);
    if (levels.length > MAX_DEPTH)
      throw refuse({ field: "body", en: `at most ${MAX_DEPTH} levels of nesting`, zh: `嵌套不得超过 ${MAX_DEPTH} 层` });
  }
};

const malformed = (field: string, en: string, zh: string) =>
  gatewayReasons.error("BODY_MALFORMED", { fields: [{ field, en, zh }] });

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw malformed("body", "valid UTF-8", "须为有效的 UTF-8");
  }
};

/** V8's message may quote the text, and the text may hold a password: only the position is passed on. */
const parse = (text: string): JsonValue => {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    throw malformed(
      "body",
      `valid JSON (RFC 8259)${position ? `; it breaks at character ${position}` : ""}`,
      `须为有效的 JSON${position ? `，第 ${position} 个字符处有误` : ""}`,
    );
  }
};

/**
 * A body as a JSON object. An empty body is an empty object. Reasons: BODY_MALFORMED (not UTF-8, not JSON, not an object), REQUEST_INVALID (a name twice,
 * too deep).
 */
export const parseJsonObject = (bytes: Uint8Array): JsonObject => {
  if (bytes.length === 0) return {};
  const text = decode(bytes);
  const json = parse(text);
  if (json === null || typeof json !== "object" || Array.isArray(json))
    throw malformed("body", "a JSON object", "须为 JSON 对象");
  checkStructure(text);
  return json;
};
