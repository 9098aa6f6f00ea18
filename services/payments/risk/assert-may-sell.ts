import type { CallContext } from "../../../kernel/contract/contract.ts";
import type { MerchantRow } from "../merchant/merchant-model.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { factsOf, type PayableTrade } from "./draw-judged.ts";
import { prohibitionOf } from "./judge-risk.ts";
import { notingRefusals, refusedError } from "./risk-error.ts";
import { ruleNameOf } from "./risk-rule.ts";

/** T10: what may not be sold is refused at the order, long before anybody pays. @throws CATEGORY_PROHIBITED. */
export const assertMaySell = (
  parts: Pick<PaymentsParts, "riskRules" | "riskRefusals">,
  trade: PayableTrade,
  merchant: MerchantRow,
  about: { readonly rpc: string; readonly subject: string },
  context: CallContext,
): Promise<void> =>
  notingRefusals(parts, about, context, async () => {
    const rule = await prohibitionOf(parts, factsOf(trade, { merchant }), context.now);
    if (rule) throw refusedError({ refuse: "CATEGORY_PROHIBITED", rule: ruleNameOf(rule) });
  });
