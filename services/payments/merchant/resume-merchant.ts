import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  Merchant as MerchantMessage,
  ResumeMerchantRequest,
} from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import { operatorOf } from "../callers.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { changeMerchant } from "./change-merchant.ts";
import { merchantMessage } from "./merchant-message.ts";
import type { MerchantRow } from "./merchant-model.ts";
import { readFeatures } from "./parse-merchant.ts";
import type { MerchantFeature } from "./suspension.ts";

/** ResumeMerchant: what is not suspended stays as it is. */
export const resumeMerchant =
  (parts: PaymentsParts): Handler<ResumeMerchantRequest, MerchantMessage> =>
  async (request, { caller }) => {
    operatorOf(caller);
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const features = readFeatures(fields, request.features);
    fields.check();
    return merchantMessage(await changeMerchant(parts, merchantId, (before) => without(before, features)), "operator");
  };

const without = (
  { suspended = [], suspensionNote, ...row }: MerchantRow,
  ended: readonly MerchantFeature[],
): MerchantRow => {
  const left = suspended.filter((feature) => !ended.includes(feature));
  return left.length === 0 ? row : { ...row, suspended: left, ...(suspensionNote && { suspensionNote }) };
};
