import type { FieldReader } from "../../../kernel/parse/parse.ts";

const SHAPE = { en: "6 to 24 digits and capital letters", zh: "须为 6 至 24 位数字或大写字母" };

/** The number on a card of plastic. */
export const readPhysicalNumber = (fields: FieldReader, field: string, value: string): string =>
  fields.matching(field, value, /^[0-9A-Z]{6,24}$/, SHAPE);
