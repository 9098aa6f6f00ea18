import { commonReasons } from "../errors/common-reasons.ts";
import type { FieldViolation } from "../errors/reason.ts";
import { isId } from "../ids/ids.ts";
import { isKnownCurrency, type Money } from "../money/money.ts";

/**
 * Reads a request field by field and collects every violation before it throws, so that a caller sees all that is wrong at once.
 *
 *     const fields = readFields();
 *     const basketId = fields.id("basket_id", request.basketId, "bsk");
 *     const quantity = fields.integer("quantity", request.quantity, 1, 999);
 *     fields.check();   // throws REQUEST_INVALID naming the fields
 */
export interface FieldReader {
  id(field: string, value: string, prefix: string): string;
  /** Trimmed text of `min` to `max` characters (code points), one line, without controls and changes of direction. */
  text(field: string, value: string, min: number, max: number): string;
  /** A text that the pattern matches whole; `shape` says in words what it must be. */
  matching(field: string, value: string, pattern: RegExp, shape: { en: string; zh: string }): string;
  integer(field: string, value: number, min: number, max: number): number;
  /** An integer where 0 (unset in proto3) means the default. */
  integerOr(field: string, value: number, fallback: number, min: number, max: number): number;
  /** A positive amount of a known currency (P17). */
  amount(field: string, value: Money | undefined): Money;
  /** Notes a violation found by the caller's own rule. */
  refuse(violation: FieldViolation): void;
  /** Throws REQUEST_INVALID with every violation noted so far. */
  check(): void;
}

const MAX_AMOUNT = 1_000_000_000_000n;

const amountViolation = (field: string, value: Money | undefined): FieldViolation | undefined => {
  if (!value) return { field, en: "an amount is required", zh: "必须填写金额" };
  if (!isKnownCurrency(value.currencyCode))
    return {
      field: `${field}.currency_code`,
      en: "a known ISO 4217 currency such as CNY",
      zh: "须为已知的货币代码，如 CNY",
    };
  if (value.minorUnits <= 0n)
    return {
      field: `${field}.minor_units`,
      en: "a positive amount in minor units",
      zh: "金额须大于 0（最小货币单位）",
    };
  if (value.minorUnits > MAX_AMOUNT)
    return { field: `${field}.minor_units`, en: `at most ${MAX_AMOUNT} minor units`, zh: `金额不得超过 ${MAX_AMOUNT}` };
  return undefined;
};

/**
 * What no text of one line holds: controls, line separators, halves of surrogate pairs (which no store gives back as they were, so that a repetition would
 * look like another request), and what changes the direction of writing (a bill is read by people).
 */
const NOT_TEXT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

const isText = (text: string, min: number, max: number): boolean => {
  const length = [...text].length;
  return length >= min && length <= max && !NOT_TEXT.test(text);
};

const textShape = (min: number, max: number) => ({
  en: `${min} to ${max} characters, no control or direction characters`,
  zh: `${min} 至 ${max} 个字符，不含控制字符与方向控制符`,
});

export const readFields = (): FieldReader => {
  const violations: FieldViolation[] = [];
  const refuse = (violation: FieldViolation) => void violations.push(violation);
  const reader: FieldReader = {
    refuse,
    id: (field, value, prefix) => {
      if (!isId(prefix, value))
        refuse({ field, en: `an id of the form ${prefix}_…`, zh: `须为 ${prefix}_… 形式的编号` });
      return value;
    },
    text: (field, value, min, max) => {
      const text = value.trim();
      if (!isText(text, min, max)) refuse({ field, ...textShape(min, max) });
      return text;
    },
    matching: (field, value, pattern, shape) => {
      if (!pattern.test(value)) refuse({ field, ...shape });
      return value;
    },
    integer: (field, value, min, max) => {
      if (!Number.isInteger(value) || value < min || value > max)
        refuse({ field, en: `an integer from ${min} to ${max}`, zh: `须为 ${min} 至 ${max} 的整数` });
      return value;
    },
    integerOr: (field, value, fallback, min, max) => (value === 0 ? fallback : reader.integer(field, value, min, max)),
    amount: (field, value) => {
      const violation = amountViolation(field, value);
      if (violation) refuse(violation);
      return { minorUnits: value?.minorUnits ?? 0n, currencyCode: value?.currencyCode ?? "" };
    },
    check: () => {
      if (violations.length > 0) throw commonReasons.error("REQUEST_INVALID", { fields: violations });
    },
  };
  return reader;
};
