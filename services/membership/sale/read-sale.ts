import type { Money } from "../../../kernel/money/money.ts";
import type { FieldReader } from "../../../kernel/parse/parse.ts";

const SHAPE = { en: "1 to 80 of A-Z a-z 0-9 _ -", zh: "须为 1 至 80 位字母、数字、下划线或连字符" };

/** An id of a merchant's own. */
export const readReference = (fields: FieldReader, field: string, value: string): string =>
  fields.matching(field, value, /^[\w-]{1,80}$/, SHAPE);

/** Fen. Member programmes count yuan. */
export const readCny = (fields: FieldReader, value: Money | undefined): bigint => {
  const { minorUnits, currencyCode } = fields.amount("amount", value);
  if (currencyCode !== "" && currencyCode !== "CNY")
    fields.refuse({ field: "amount.currency_code", en: "CNY", zh: "须为 CNY" });
  return minorUnits;
};
