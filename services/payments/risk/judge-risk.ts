import type { ClientSession } from "mongoose";
import type { PaymentsParts } from "../payments-parts.ts";
import { countRisk } from "./count-risk.ts";
import type { RiskMark } from "./risk-mark.ts";
import {
  appliesTo,
  counterIdOf,
  periodNameOf,
  type RiskFacts,
  type RiskLimit,
  type RiskRule,
  refusalOf,
  ruleNameOf,
  weightOf,
} from "./risk-rule.ts";

/** What became of a payment before the rules: the rule that refuses it, or every rule that let it pass, with what was counted. */
export type RiskVerdict =
  | { readonly refuse: ReturnType<typeof refusalOf>; readonly rule: RiskRule }
  | { readonly pass: readonly RiskMark[] };

type RiskParts = Pick<PaymentsParts, "riskRules" | "riskCounters">;

/**
 * Judges a payment inside the transaction that makes it, and counts it (P26, P38): at most one write for the payer and one for the merchant, none where no limit
 * adds up. Refused, it has changed nothing. The marks go with the trade, and `giveBackRisk` takes them where the payment fails or is taken back.
 */
export const judgeRisk = async (
  { riskRules, riskCounters }: RiskParts,
  session: ClientSession,
  facts: RiskFacts,
  now: Date,
): Promise<RiskVerdict> => {
  const rules = (await riskRules.current(now)).filter((rule) => appliesTo(rule, facts));
  const refusing = rules.find((rule) => refusesAlone(rule, facts));
  if (refusing) return { refuse: refusalOf(refusing), rule: refusing };
  const claims = rules.flatMap((rule) => claimOf(rule, facts, now));
  const exceeded = await countRisk(riskCounters, session, claims);
  if (exceeded) return { refuse: refusalOf(exceeded.rule), rule: exceeded.rule };
  const sums = new Map(claims.map(({ rule, sum }) => [rule, sum]));
  return { pass: rules.map((rule) => ({ rule: ruleNameOf(rule), ...(sums.has(rule) && { sum: sums.get(rule) }) })) };
};

/** The rule that forbids such goods, if one does (T10): asked when a trade is made, long before it is paid. */
export const prohibitionOf = async (
  { riskRules }: Pick<RiskParts, "riskRules">,
  facts: RiskFacts,
  now: Date,
): Promise<RiskRule | undefined> =>
  (await riskRules.current(now)).find((rule) => rule.kind === "PROHIBITION" && appliesTo(rule, facts));

/** Rules that need no memory. */
const refusesAlone = ({ limit }: RiskRule, facts: RiskFacts): boolean =>
  !limit || (isOfOneTrade(limit) && weightOf(limit, facts) > limit.max);

const isOfOneTrade = ({ period }: RiskLimit): boolean => period === "TRADE";

/** What a limit that adds up wants to count of the payment. */
const claimOf = (rule: RiskRule, facts: RiskFacts, now: Date) => {
  const { ruleId, limit } = rule;
  if (!limit || isOfOneTrade(limit)) return [];
  const used = weightOf(limit, facts);
  const sum = { ruleId, counterId: counterIdOf(limit, facts), period: periodNameOf(limit, now), used };
  return [{ rule, max: limit.max, sum: limit.backOnRefund ? { ...sum, backOnRefund: limit.measure } : sum }];
};
