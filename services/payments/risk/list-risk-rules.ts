import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { ListRiskRulesRequest, ListRiskRulesResponse } from "../../../proto/gen/paywindow/payments/v1/risk.ts";
import { operatorOf } from "../callers.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { readRuleId } from "./parse-risk-rule.ts";
import { riskRuleMessage } from "./risk-rule-message.ts";
import { readRules, versionsOf } from "./rule-book.ts";

/** ListRiskRules: as the store has them, not as the node goes by them for the rest of a second. */
export const listRiskRules =
  ({ riskRuleRows }: PaymentsParts): Handler<ListRiskRulesRequest, ListRiskRulesResponse> =>
  async ({ ruleId }, { caller }) => {
    operatorOf(caller);
    const fields = readFields();
    if (ruleId) readRuleId(fields, "rule_id", ruleId);
    fields.check();
    const rules = ruleId ? await versionsOf(riskRuleRows, ruleId) : await readRules(riskRuleRows);
    return { rules: rules.map(riskRuleMessage) };
  };
