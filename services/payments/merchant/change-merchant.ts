import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { MerchantRow } from "./merchant-model.ts";

/** Reads a merchant and writes what follows from it, in one transaction. @throws MERCHANT_NOT_FOUND. */
export const changeMerchant = (
  { store, merchants }: PaymentsParts,
  merchantId: string,
  change: (row: MerchantRow) => MerchantRow,
): Promise<MerchantRow> =>
  store.transaction(async (session) => {
    const row = await merchants.findById(merchantId).session(session).lean<MerchantRow>();
    if (!row) throw paymentReasons.error("MERCHANT_NOT_FOUND");
    const after = change(row);
    await merchants.replaceOne({ _id: merchantId }, after, { session });
    return after;
  });
