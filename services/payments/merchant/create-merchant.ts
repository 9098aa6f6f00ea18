import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { CreateMerchantRequest, CreateMerchantResponse } from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import { operatorOf } from "../callers.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { merchantMessage } from "./merchant-message.ts";
import { readContract } from "./parse-merchant.ts";

/** CreateMerchant: its ids derive from the key (P16). Payments keeps no list of stores: a store is a name on a trade. */
export const createMerchant =
  ({ idempotency, merchants }: PaymentsParts): Handler<CreateMerchantRequest, CreateMerchantResponse> =>
  async (request, context) => {
    const scope = operatorOf(context.caller);
    const fields = readFields();
    const name = fields.text("name", request.name, 1, 64);
    const contract = readContract(fields, request.contract);
    fields.check();
    const { idempotencyKey: key, now } = context;
    const encoded = CreateMerchantRequest.encode(request).finish();
    return idempotency.run(
      { rpc: "createMerchant", scope, key, request: encoded, codec: CreateMerchantResponse, context },
      async (session) => {
        const row = { _id: deriveId("mer", now, scope, key), name, contract };
        await merchants.create([row], { session });
        return { merchant: merchantMessage(row, "operator"), storeId: deriveId("str", now, scope, key) };
      },
    );
  };
