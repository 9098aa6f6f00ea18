import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  GetMerchantContractRequest,
  Merchant as MerchantMessage,
} from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import { assertActsFor, isOperator } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { merchantMessage } from "./merchant-message.ts";

/** GetMerchantContract: for operators and the merchant's own. */
export const getMerchantContract =
  ({ merchants }: PaymentsParts): Handler<GetMerchantContractRequest, MerchantMessage> =>
  async (request, { caller }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    fields.check();
    if (!isOperator(caller)) assertActsFor(caller, merchantId, "MERCHANT_NOT_FOUND");
    const row = await merchants.findById(merchantId).lean();
    if (!row) throw paymentReasons.error("MERCHANT_NOT_FOUND");
    return merchantMessage(row, isOperator(caller) ? "operator" : "merchant");
  };
