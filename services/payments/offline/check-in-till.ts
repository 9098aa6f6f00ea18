import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { CheckInTillRequest, TillTerms } from "../../../proto/gen/paywindow/payments/v1/offline.ts";
import { assertClaimsFor } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import { contractOf } from "../merchant/merchant-contract.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { offlineTillIdOf } from "./offline-till-model.ts";

/**
 * CheckInTill: the till has contact, and nothing that it sold without is still waiting. What it took without contact is counted anew from here, and no scan before it
 * is taken any more.
 */
export const checkInTill =
  ({ merchants, offlineTills }: PaymentsParts): Handler<CheckInTillRequest, TillTerms> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const storeId = fields.id("store_id", request.storeId, "str");
    const terminalId = fields.text("terminal_id", request.terminalId, 1, 32);
    fields.check();
    assertClaimsFor(caller, { merchantId, storeId });
    const merchant = await findRow(merchants, { _id: merchantId });
    if (!merchant) throw paymentReasons.error("MERCHANT_NOT_FOUND");
    const filter = { _id: offlineTillIdOf(storeId, terminalId) };
    const update = { $set: { checkInTime: now, taken: 0n } };
    await runAgainOnDuplicate(() => updateRow(offlineTills, { filter, update }, { upsert: true }));
    return { checkInTime: now, offline: contractOf(merchant).offline };
  };
