import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { ListMyCouponsRequest, ListMyCouponsResponse } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Campaign } from "../campaign/campaign.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import { olderThan, pageOf, readPage } from "../page.ts";
import type { Coupon } from "./coupon.ts";
import { couponMessage } from "./coupon-message.ts";

/** ListMyCoupons: the caller's own, with the codes by which they are used. */
export const listMyCoupons =
  (parts: MarketingParts): Handler<ListMyCouponsRequest, ListMyCouponsResponse> =>
  async (request, { caller, now }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const merchantId = request.merchantId && fields.id("merchant_id", request.merchantId, "mer");
    const page = readPage(fields, request, "cpn");
    fields.check();
    const usable = request.usableOnly ? ({ state: "ISSUED", validUntil: { $gt: now } } as const) : {};
    const found = await parts.coupons
      .find({ userId, ...(merchantId && { merchantId }), ...usable, ...olderThan(page) })
      .sort({ _id: -1 })
      .limit(page.pageSize + 1)
      .lean<Coupon[]>();
    const { rows, nextPageToken } = pageOf(found, page);
    const campaigns = await campaignsOf(parts, rows);
    const messages = rows.map((coupon) => {
      const campaign = campaigns.get(coupon.campaignId);
      if (!campaign) throw new Error(`the campaign ${coupon.campaignId} vanished`);
      return couponMessage(coupon, campaign, { now, showsCode: true });
    });
    return { coupons: messages, nextPageToken };
  };

const campaignsOf = async (
  { campaigns }: MarketingParts,
  coupons: readonly Coupon[],
): Promise<ReadonlyMap<string, Campaign>> => {
  const ids = [...new Set(coupons.map(({ campaignId }) => campaignId))];
  const rows = await campaigns.find({ _id: { $in: ids } }).lean<Campaign[]>();
  return new Map(rows.map((row) => [row._id, row]));
};
