import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type { GetStaticQrRequest, StaticQr } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { assertClaimsFor } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { qrTextOf } from "./qr-text.ts";

/** A printed code outlives everything, so its id carries no time. */
const NO_TIME = new Date(0);

/** GetStaticQr: the store's own code, made at the first call. */
export const getStaticQr =
  ({ merchants, staticQrs }: PaymentsParts): Handler<GetStaticQrRequest, StaticQr> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const storeId = fields.id("store_id", request.storeId, "str");
    fields.check();
    assertClaimsFor(caller, { merchantId, storeId });
    const merchant = await findRow(merchants, { _id: merchantId });
    if (!merchant) throw paymentReasons.error("MERCHANT_NOT_FOUND");
    const _id = deriveId("qrs", NO_TIME, merchantId, storeId);
    const update = { $setOnInsert: { merchantId, storeId, createTime: now } };
    await runAgainOnDuplicate(() => updateRow(staticQrs, { filter: { _id }, update }, { upsert: true }));
    return { qrCode: qrTextOf(_id), merchantId, storeId, merchantName: merchant.name };
  };
