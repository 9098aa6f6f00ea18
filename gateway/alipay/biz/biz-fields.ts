import { parseDecimal } from "../../../kernel/money/decimal.ts";
import type { Money } from "../../../kernel/money/money.ts";
import { AlipayFault } from "../fault.ts";
import type { BizContent } from "./biz-content.ts";

/** Reads business fields one by one and collects what is wrong with them, so that an integrator sees all of it at once. */
export interface BizFields {
  /** One line of at most `max` characters; empty where the field is absent or null. */
  text(name: string, max: number): string;
  /** As text, and must be there. */
  required(name: string, max: number): string;
  /** As text, of that shape where it is there. */
  matching(name: string, pattern: RegExp, shape: string): string;
  /** An amount in yuan, 0.01 to 100000000.00 with at most two decimals, sent as a text or a number. Undefined where the field is absent. */
  yuan(name: string): Money | undefined;
  /** Notes what the method's own rule finds. */
  refuse(name: string, why: string): void;
  has(name: string): boolean;
  /** Throws the fault that names every field noted so far. */
  check(): void;
}

const MAX_FEN = 10_000_000_000n;
const YUAN_SHAPE = "须为 0.01 至 100000000.00 的金额（元），最多两位小数";
/** As kernel/parse: controls, separators, halves of surrogates and changes of direction are no text of one line. */
const NOT_TEXT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** @param subCode what a wrong field is called by this method, and with which code. */
export const readBizFields = (biz: BizContent, fault: { code: "40002" | "40004"; subCode: string }): BizFields => {
  const wrong: string[] = [];
  const refuse = (name: string, why: string) => void wrong.push(`${name}：${why}`);
  const sent = (name: string) => (Object.hasOwn(biz, name) ? (biz[name] ?? undefined) : undefined);
  const fields: BizFields = {
    refuse,
    has: (name) => sent(name) !== undefined && sent(name) !== "",
    text: (name, max) => {
      const value = sent(name);
      if (value === undefined) return "";
      if (typeof value !== "string" || NOT_TEXT.test(value) || [...value].length > max) {
        refuse(name, `须为不超过 ${max} 个字符的文本`);
        return "";
      }
      return value.trim();
    },
    required: (name, max) => {
      if (!fields.has(name)) refuse(name, "必填");
      return fields.text(name, max);
    },
    matching: (name, pattern, shape) => {
      const text = fields.text(name, 1_024);
      if (text !== "" && !pattern.test(text)) refuse(name, shape);
      return text;
    },
    yuan: (name) => {
      const value = sent(name);
      if (value === undefined || value === "") return undefined;
      const amount = typeof value === "string" ? parseDecimal(value, "CNY") : undefined;
      if (amount && amount.minorUnits > 0n && amount.minorUnits <= MAX_FEN) return amount;
      refuse(name, YUAN_SHAPE);
      return undefined;
    },
    check: () => {
      if (wrong.length > 0) throw new AlipayFault(fault.code, fault.subCode, `参数无效：${wrong.join("；")}`);
    },
  };
  return fields;
};
