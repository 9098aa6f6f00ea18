import type { Handler } from "../../../kernel/contract/contract.ts";
import { money } from "../../../kernel/money/money.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { CouponQuote, QuoteCouponRequest } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { assertSellsAt } from "../callers.ts";
import { marketingReasons } from "../errors.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { decideUse } from "./coupon.ts";
import { couponMessage } from "./coupon-message.ts";
import { findCoupon, readCouponCode } from "./find-coupon.ts";

/** QuoteCoupon: what a till shows before it asks for the money. */
export const quoteCoupon =
  (parts: MarketingParts): Handler<QuoteCouponRequest, CouponQuote> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const storeId = fields.id("store_id", request.storeId, "str");
    const ref = readCouponCode(fields, request.couponCode);
    const { minorUnits: amount, currencyCode } = fields.amount("amount", request.amount);
    fields.check();
    assertSellsAt(caller, merchantId, storeId);
    const { coupon, campaign } = await findCoupon(parts, ref);
    const decided = decideUse(coupon, campaign, { merchantId, storeId, amount, currencyCode }, now);
    if ("refuse" in decided) throw marketingReasons.error(decided.refuse);
    return {
      coupon: couponMessage(coupon, campaign, { now, showsCode: false }),
      discount: money(decided.discount, currencyCode),
      payable: money(amount - decided.discount, currencyCode),
    };
  };
