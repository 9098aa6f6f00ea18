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

/** What is given back of cash. Both in one currency; never less than nothing. */
export const changeOf = (received: Amount, amount: Amount): Amount => {
  const rest = BigInt(received.minorUnits) - BigInt(amount.minorUnits);
  return { ...amount, minorUnits: (rest > 0n ? rest : 0n).toString() };
};

/** Whether so much covers the amount. */
export const covers = (received: Amount | undefined, amount: Amount): received is Amount =>
  received !== undefined && BigInt(received.minorUnits) >= BigInt(amount.minorUnits);

const NOTES_FEN = [500n, 1_000n, 2_000n, 5_000n, 10_000n, 20_000n];

/** What a payer is likely to hand over: the amount itself, then the next sums that notes make. */
export const likelyCash = (amount: Amount): Amount[] => {
  const due = BigInt(amount.minorUnits);
  const sums = NOTES_FEN.map((note) => ((due + note - 1n) / note) * note).filter((sum) => sum > due);
  return [due, ...new Set(sums)].slice(0, 4).map((sum) => ({ ...amount, minorUnits: sum.toString() }));
};
