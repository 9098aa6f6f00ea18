import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  Merchant as MerchantMessage,
  SetMerchantContractRequest,
} from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import { operatorOf } from "../callers.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { changeMerchant } from "./change-merchant.ts";
import { merchantMessage } from "./merchant-message.ts";
import { readContract } from "./parse-merchant.ts";

/** SetMerchantContract: for trades that are created from now on. */
export const setMerchantContract =
  (parts: PaymentsParts): Handler<SetMerchantContractRequest, MerchantMessage> =>
  async (request, { caller }) => {
    operatorOf(caller);
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const contract = readContract(fields, request.contract);
    fields.check();
    const row = await changeMerchant(parts, merchantId, (before) => ({ ...before, contract }));
    return merchantMessage(row, "operator");
  };
