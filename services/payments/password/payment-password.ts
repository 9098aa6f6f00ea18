import type { FieldReader } from "../../../kernel/parse/parse.ts";

const SHAPE = { en: "six digits", zh: "须为 6 位数字" };

/** A payment password as a user types it. It never reaches a log, an error's metadata or a hash that is stored of a request: six digits are soon tried out. */
export const readPaymentPassword = (fields: FieldReader, field: string, value: string): string =>
  fields.matching(field, value, /^\d{6}$/, SHAPE);

/** As `readPaymentPassword`, or empty: `checkPaymentPassword` then says whether one is needed. */
export const readOptionalPassword = (fields: FieldReader, field: string, value: string): string =>
  value === "" ? value : readPaymentPassword(fields, field, value);

/** A payment password that shall hold from now on: as `readPaymentPassword`, and none that anybody would try first. */
export const readNewPassword = (fields: FieldReader, field: string, value: string): string => {
  if (!isWeakPassword(readPaymentPassword(fields, field, value))) return value;
  fields.refuse({ field, en: "no run and no repetition of digits", zh: "不能是连续或重复的数字" });
  return value;
};

const isRun = (digits: readonly number[], step: number): boolean =>
  digits.every((digit, index) => index === 0 || digit === (digits[index - 1]! + step + 10) % 10);

/**
 * Whether six digits are among the first that anybody would try: one digit repeated (888888), a run up or down (123456, 890123, 654321), and two or three
 * digits repeated (121212, 520520).
 */
export const isWeakPassword = (password: string): boolean => {
  const digits = [...password].map(Number);
  return [-1, 0, 1].some((step) => isRun(digits, step)) || /^(\d{2})\1\1$|^(\d{3})\2$/.test(password);
};
