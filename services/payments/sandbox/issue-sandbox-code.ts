import type { Handler } from "../../../kernel/contract/contract.ts";
import type { IssuePaymentCodeResponse } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { IssueSandboxCodeRequest } from "../../../proto/gen/paywindow/payments/v1/sandbox.ts";
import { issuePaymentCode } from "../payment-code/issue-payment-code.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { sandboxOperatorOf } from "./sandbox.ts";

/** IssueSandboxCode: what the user's phone would show. */
export const issueSandboxCode = (
  parts: PaymentsParts,
  demo: boolean,
): Handler<IssueSandboxCodeRequest, IssuePaymentCodeResponse> => {
  const issue = issuePaymentCode(parts);
  return async ({ userId }, context) => {
    sandboxOperatorOf(demo, context.caller);
    return issue({ deviceId: "" }, { ...context, caller: { kind: "user", id: userId } });
  };
};
