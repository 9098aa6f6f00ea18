import type { Amount } from "../api/json.ts";

/** The largest amount that the desk takes: 999,999.99. */
const MAX_WHOLE_DIGITS = 6;

const SHAPE = new RegExp(`^(\\d{0,${MAX_WHOLE_DIGITS}})(\\.\\d{0,2})?$`);

/** The typed amount with one more key: a digit, `.` or `back`. A key that would make no amount changes nothing. */
export const pressAmountKey = (typed: string, key: string): string => {
  if (key === "back") return typed.slice(0, -1);
  const next = typed === "0" && key !== "." ? key : `${typed === "" && key === "." ? "0" : typed}${key}`;
  return SHAPE.test(next) ? next : typed;
};

/** A whole text as an amount that is being typed; undefined where it is none. */
export const readTyped = (text: string): string | undefined => {
  const plain = text.replaceAll(/[,，\s]/g, "").replace("。", ".");
  return SHAPE.test(plain) ? plain : undefined;
};

/** The amount in CNY; undefined while it is nothing. */
export const amountOfTyped = (typed: string): Amount | undefined => {
  const [whole = "", fraction = ""] = typed.split(".");
  const minorUnits = BigInt(`${whole || "0"}${fraction.padEnd(2, "0")}`);
  return minorUnits > 0n ? { minorUnits: minorUnits.toString(), currencyCode: "CNY" } : undefined;
};
