import type { ClientSession, Model } from "mongoose";
import type { RiskRule } from "./risk-rule.ts";
import type { RiskRuleRow } from "./risk-rule-model.ts";
import { STANDARD_RULES } from "./standard-rules.ts";

/** How long a node goes by the rules as it read them. A node that changes one reads them anew at once. */
const MAX_AGE_MS = 1_000;

/** The rules that count now, in the order of their ids within: prohibitions, single trades, sums. */
export interface RuleBook {
  current(now: Date): Promise<readonly RiskRule[]>;
  /** Reads anew at the next call. */
  forget(): void;
}

export const openRuleBook = (rules: Model<RiskRuleRow>): RuleBook => {
  let page: { readonly readTime: number; readonly rules: Promise<readonly RiskRule[]> } | undefined;
  return {
    current: (now) => {
      const age = page ? now.getTime() - page.readTime : Number.NaN;
      if (page && age >= 0 && age < MAX_AGE_MS) return page.rules;
      const reading = { readTime: now.getTime(), rules: readRules(rules) };
      page = reading;
      // A reading that failed is not kept.
      reading.rules.catch(() => {
        if (page === reading) page = undefined;
      });
      return reading.rules;
    },
    forget: () => {
      page = undefined;
    },
  };
};

/** The newest version of every rule: the operators' where they have put one, else the standard's. */
export const readRules = async (rules: Model<RiskRuleRow>): Promise<readonly RiskRule[]> => {
  const put = (await rules.find({ isCurrent: true }).lean<RiskRuleRow[]>()).map(toRule);
  const known = new Set(put.map(({ ruleId }) => ruleId));
  const all = [...STANDARD_RULES.filter(({ ruleId }) => !known.has(ruleId)), ...put];
  return all.toSorted((a, b) => rankOf(a) - rankOf(b) || (a.ruleId < b.ruleId ? -1 : 1));
};

/** The version of a rule that counts. */
export const currentRule = async (
  rules: Model<RiskRuleRow>,
  ruleId: string,
  session: ClientSession,
): Promise<RiskRule | undefined> => {
  const row = await rules.findOne({ ruleId, isCurrent: true }).session(session).lean<RiskRuleRow>();
  return row ? toRule(row) : standardOf(ruleId)[0];
};

/** Every version of a rule, the newest first. */
export const versionsOf = async (rules: Model<RiskRuleRow>, ruleId: string): Promise<readonly RiskRule[]> => {
  const rows = await rules.find({ ruleId }).sort({ version: -1 }).lean<RiskRuleRow[]>();
  return [...rows.map(toRule), ...standardOf(ruleId)];
};

const standardOf = (wanted: string): readonly RiskRule[] => STANDARD_RULES.filter(({ ruleId }) => ruleId === wanted);

const toRule = ({ _id, isCurrent, putBy, createTime, ...rule }: RiskRuleRow): RiskRule => rule;

const rankOf = ({ kind, limit }: RiskRule): number => {
  if (kind === "PROHIBITION") return 0;
  return limit?.period === "TRADE" ? 1 : 2;
};
