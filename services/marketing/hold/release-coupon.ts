import { assertService } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type {
  CouponHold as HoldMessage,
  ReleaseCouponRequest,
} from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { findCampaign } from "../campaign/load-campaign.ts";
import { marketingReasons } from "../errors.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { concludeSettled } from "./conclude-settled.ts";
import { holdIdOf } from "./hold.ts";
import { holdMessage } from "./hold-message.ts";
import { settleTrade } from "./settle-trade.ts";

/** ReleaseCoupon: the word of the vertical is not enough to free a coupon; payments must say that the trade can never be paid. */
export const releaseCoupon =
  (parts: MarketingParts): Handler<ReleaseCouponRequest, HoldMessage> =>
  async (request, context) => {
    assertService(context.caller);
    const fields = readFields();
    const merchantId = fields.id("merchant_id", request.merchantId, "mer");
    const merchantTradeId = fields.text("merchant_trade_id", request.merchantTradeId, 1, 64);
    fields.check();
    const hold = await findRow(parts.holds, { _id: holdIdOf(merchantId, merchantTradeId) });
    if (!hold || hold.payment) throw marketingReasons.error("HOLD_NOT_FOUND");
    const campaign = await findCampaign(parts, hold.campaignId);
    if (hold.state !== "HELD") return holdMessage(hold, campaign);
    const settled = await settleTrade(parts, hold, { now: context.now, isGivenUp: true });
    return holdMessage(await concludeSettled(parts, hold, settled, context), campaign);
  };
