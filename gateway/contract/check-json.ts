import {
  type DescEnum,
  type DescField,
  type DescMessage,
  fromJson,
  type JsonValue,
  ScalarType,
} from "@bufbuild/protobuf";
import type { FieldViolation } from "../../kernel/errors/reason.ts";
import type { JsonObject } from "./parse-json.ts";

type Shape = Pick<FieldViolation, "en" | "zh">;

const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

const SHAPES = {
  text: { en: "a string of valid Unicode", zh: "须为有效的 Unicode 字符串" },
  flag: { en: "true or false", zh: "须为 true 或 false" },
  number: { en: "a number", zh: "须为数字" },
  bytes: { en: "a base64 string", zh: "须为 base64 字符串" },
  object: { en: "a JSON object", zh: "须为 JSON 对象" },
  list: { en: "a JSON array", zh: "须为 JSON 数组" },
  known: { en: "a field of the contract; this one is unknown", zh: "契约中没有此字段" },
  once: { en: "one value; the field is set twice", zh: "字段重复" },
  item: { en: "no null in a list", zh: "列表中不得有 null" },
} as const satisfies Record<string, Shape>;

const integerShape = (bits: number, signed: boolean): Shape => ({
  en: `an integer of ${bits} bits${signed ? "" : ", not negative"}${bits === 64 ? ", as a decimal string" : ""}`,
  zh: `须为${signed ? "" : "非负的"} ${bits} 位整数${bits === 64 ? "，以十进制字符串表示" : ""}`,
});

/** An exact integer in range: a decimal string, or a JSON number that a double holds exactly. Nothing is rounded on the way to a ledger. */
const checkInteger = (value: JsonValue, bits: number, signed: boolean): Shape | undefined => {
  const exact =
    (typeof value === "number" && Number.isSafeInteger(value)) || (typeof value === "string" && INTEGER.test(value));
  const integer = exact ? BigInt(value as string | number) : undefined;
  const inRange =
    integer !== undefined && (signed ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer)) === integer;
  return inRange ? undefined : integerShape(bits, signed);
};

const unless = (right: boolean, shape: Shape): Shape | undefined => (right ? undefined : shape);

const isNumber = (value: JsonValue): boolean =>
  typeof value === "number" || (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)));

/** What is wrong with a scalar; the forms are those of proto3 JSON, but integers must be written exactly and NaN is no number here. */
const checkScalar = (type: ScalarType, value: JsonValue): Shape | undefined => {
  switch (type) {
    case ScalarType.STRING:
      return unless(typeof value === "string" && value.isWellFormed(), SHAPES.text);
    case ScalarType.BOOL:
      return unless(typeof value === "boolean", SHAPES.flag);
    case ScalarType.BYTES:
      return unless(typeof value === "string" && BASE64.test(value), SHAPES.bytes);
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return unless(isNumber(value), SHAPES.number);
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return checkInteger(value, 32, true);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return checkInteger(value, 32, false);
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return checkInteger(value, 64, false);
    default:
      return checkInteger(value, 64, true);
  }
};

const checkEnum = (type: DescEnum, value: JsonValue): Shape | undefined => {
  const names = type.values.map(({ name }) => name);
  const known = type.values.some(({ name, number }) => name === value || number === value);
  return unless(known, { en: `one of ${names.join(", ")}`, zh: `须为以下之一：${names.join("、")}` });
};

/** Types with a JSON form of their own (a timestamp is a string) are judged by the library that converts them. */
const checkWellKnown = (type: DescMessage, value: JsonValue): Shape | undefined => {
  try {
    fromJson(type, value);
    return undefined;
  } catch {
    const isTime = type.typeName === "google.protobuf.Timestamp";
    const example = isTime ? ", such as 2026-01-31T08:00:00Z" : "";
    return {
      en: `the JSON form of ${type.typeName}${example}`,
      zh: `须为 ${type.typeName} 的 JSON 形式${isTime ? "，如 2026-01-31T08:00:00Z" : ""}`,
    };
  }
};

const violation = (field: string, shape: Shape | undefined): FieldViolation[] => (shape ? [{ field, ...shape }] : []);

const isObject = (value: JsonValue): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const checkSingle = (field: Pick<DescField, "scalar" | "enum" | "message">, value: JsonValue, path: string) => {
  if (field.message) return checkMessage(field.message, value, path);
  if (field.enum) return violation(path, checkEnum(field.enum, value));
  return violation(path, field.scalar === undefined ? undefined : checkScalar(field.scalar, value));
};

const checkField = (field: DescField, value: JsonValue, path: string): FieldViolation[] => {
  if (field.fieldKind === "list") {
    if (!Array.isArray(value)) return violation(path, SHAPES.list);
    return value.flatMap((item, index) =>
      item === null ? violation(`${path}[${index}]`, SHAPES.item) : checkSingle(field, item, `${path}[${index}]`),
    );
  }
  if (field.fieldKind === "map") {
    if (!isObject(value)) return violation(path, SHAPES.object);
    return Object.entries(value).flatMap(([key, item]) => checkSingle(field, item, `${path}[${key}]`));
  }
  return checkSingle(field, value, path);
};

function checkMessage(type: DescMessage, value: JsonValue, path: string): FieldViolation[] {
  if (type.typeName.startsWith("google.protobuf.")) return violation(path, checkWellKnown(type, value));
  if (!isObject(value)) return violation(path, SHAPES.object);
  const seen = new Set<DescField>();
  return Object.entries(value).flatMap(([name, item]) => {
    const field = type.fields.find((one) => one.jsonName === name || one.name === name);
    const at = [path, field?.name ?? name.slice(0, 64)].filter(Boolean).join(".");
    if (!field) return violation(at, SHAPES.known);
    if (seen.has(field)) return violation(at, SHAPES.once);
    seen.add(field);
    return item === null ? [] : checkField(field, item, at);
  });
}

/** Refusals beyond these tell the caller nothing new. */
const MAX_VIOLATIONS = 50;

/** The ways in which a JSON value is not the message, by path in the contract's spelling (`amount.minor_units`, `lines[2].barcode`). */
export const checkJson = (type: DescMessage, value: JsonValue): readonly FieldViolation[] =>
  checkMessage(type, value, "").slice(0, MAX_VIOLATIONS);
