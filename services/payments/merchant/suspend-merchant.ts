import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  Merchant as MerchantMessage,
  SuspendMerchantRequest,
} from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import { operatorOf } from "../callers.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { changeMerchant } from "./change-merchant.ts";
import { merchantMessage } from "./merchant-message.ts";
import { readFeatures, sortFeatures } from "./parse-merchant.ts";

/** SuspendMerchant: once it has answered, no payment begins that the suspension forbids (T8). */
export const suspendMerchant =
  (parts: PaymentsParts): Handler<SuspendMerchantRequest, MerchantMessage> =>
  async (request, { caller }) => {
    operatorOf(caller);
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const features = readFeatures(fields, request.features);
    const suspensionNote = fields.text("note", request.note, 1, 256);
    fields.check();
    const row = await changeMerchant(parts, merchantId, (before) => ({
      ...before,
      suspended: sortFeatures([...(before.suspended ?? []), ...features]),
      suspensionNote,
    }));
    return merchantMessage(row, "operator");
  };
