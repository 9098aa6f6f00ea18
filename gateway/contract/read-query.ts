import { type DescField, type DescMessage, type JsonValue, ScalarType } from "@bufbuild/protobuf";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import type { JsonObject } from "./parse-json.ts";

/** A parameter's text in the JSON form of its field; what does not fit stays text, and the check of the message names it. */
const jsonOf = (field: DescField, text: string): JsonValue => {
  if (field.scalar === ScalarType.BOOL && (text === "true" || text === "false")) return text === "true";
  if (field.enum && /^\d+$/.test(text)) return Number(text);
  return text;
};

const unknownParameter = (name: string) =>
  commonReasons.error("REQUEST_INVALID", {
    fields: [
      { field: name.slice(0, 64), en: "a parameter of the contract; this one is unknown", zh: "契约中没有此参数" },
    ],
  });

const repeatedParameter = (name: string) =>
  commonReasons.error("REQUEST_INVALID", {
    fields: [{ field: name, en: "one value; the parameter is given twice", zh: "参数重复" }],
  });

/** The value under a name, made by `make` where there is none yet. */
const under = <Value extends JsonValue>(target: JsonObject, name: string, make: () => Value): Value => {
  if (!Object.hasOwn(target, name)) target[name] = make();
  return target[name] as Value;
};

const place = (type: DescMessage, target: JsonObject, name: string, text: string): void => {
  const [head, ...rest] = name.split(".");
  const field = type.fields.find((one) => one.jsonName === head || one.name === head);
  if (!field || field.fieldKind === "map") throw unknownParameter(name);
  const isBranch = field.fieldKind === "message" && !field.message.typeName.startsWith("google.protobuf.");
  if (isBranch !== rest.length > 0) throw unknownParameter(name);
  if (isBranch) {
    const branch = under<JsonObject>(target, field.jsonName, () => ({}));
    place(field.message, branch, rest.join("."), text);
  } else if (field.fieldKind === "list") {
    under<JsonValue[]>(target, field.jsonName, () => []).push(jsonOf(field, text));
  } else {
    if (Object.hasOwn(target, field.jsonName)) throw repeatedParameter(name);
    target[field.jsonName] = jsonOf(field, text);
  }
};

const checkEncoding = (query: string): void => {
  try {
    decodeURIComponent(query);
  } catch {
    const shape = { en: "percent-encoded UTF-8", zh: "须为百分号编码的 UTF-8" };
    throw commonReasons.error("REQUEST_INVALID", { fields: [{ field: "query", ...shape }] });
  }
};

/**
 * The query of a GET as the JSON of its message (google.api.http: every field of the request is a parameter; lists repeat theirs; a field of a message is
 * `amount.minorUnits`). Both spellings of a name are taken. Reason: REQUEST_INVALID.
 */
export const readQuery = (type: DescMessage, query: string): JsonObject => {
  checkEncoding(query);
  const target: JsonObject = {};
  for (const [name, text] of new URLSearchParams(query)) place(type, target, name, text);
  return target;
};
