import { isDeepStrictEqual } from "node:util";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { PutRiskRuleRequest, RiskRule as RiskRuleMessage } from "../../../proto/gen/paywindow/payments/v1/risk.ts";
import { operatorOf } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { readRiskRule } from "./parse-risk-rule.ts";
import { type RiskRule, ruleNameOf } from "./risk-rule.ts";
import { riskRuleMessage } from "./risk-rule-message.ts";
import { currentRule } from "./rule-book.ts";

/** PutRiskRule: a new version beside the old ones. It replaces the version that it names, so two operators cannot overwrite each other unseen. */
export const putRiskRule =
  ({ store, riskRuleRows, riskRules }: PaymentsParts): Handler<PutRiskRuleRequest, RiskRuleMessage> =>
  async (request, context) => {
    const putBy = operatorOf(context.caller);
    const fields = readFields();
    const asked = readRiskRule(fields, request.rule);
    fields.check();
    const put = await runAgainOnDuplicate(() =>
      store.transaction(async (session) => {
        const current = await currentRule(riskRuleRows, asked.ruleId, session);
        if (current && isSame(current, asked)) return { rule: current, isReplay: true };
        if (asked.version !== (current?.version ?? 0)) throw paymentReasons.error("RISK_RULE_CHANGED");
        const rule = { ...asked, version: asked.version + 1 };
        await riskRuleRows.updateOne(
          { ruleId: rule.ruleId, isCurrent: true },
          { $set: { isCurrent: false } },
          { session },
        );
        const row = { _id: ruleNameOf(rule), ...rule, isCurrent: true, putBy, createTime: context.now };
        await riskRuleRows.create([row], { session });
        return { rule, isReplay: false };
      }),
    );
    riskRules.forget();
    if (put.isReplay) context.markReplayed();
    return riskRuleMessage(put.rule);
  };

/** Whether the request repeats the one that made the current version. */
const isSame = (current: RiskRule, asked: RiskRule): boolean =>
  current.version === asked.version + 1 &&
  isDeepStrictEqual(riskRuleMessage(current), riskRuleMessage({ ...asked, version: current.version }));
