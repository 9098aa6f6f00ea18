import type { ClaimableCampaign } from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import type { Coupon } from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type { Json } from "../api/json.ts";
import { serverNowMs } from "../api/reachability.ts";
import { call } from "../api/session.ts";
import { useLive } from "../live/use-live.ts";
import { marketing } from "../member/member-routes.ts";
import { readMerchants, type WindowMerchant } from "../member/merchants.ts";

const NEWS = ["marketing.coupon.issued", "marketing.coupon.redeemed", "marketing.coupon.revoked"] as const;

const PAGE_SIZE = 100;
/** A page for a thumb shows no more of somebody's coupons than this. */
const MOST_COUPONS = 500;

const readCoupons = async (): Promise<Json<Coupon>[]> => {
  const coupons: Json<Coupon>[] = [];
  let pageToken = "";
  do {
    const page = await call(marketing.listMyCoupons, { pageSize: PAGE_SIZE, pageToken });
    coupons.push(...(page.coupons ?? []));
    pageToken = page.nextPageToken ?? "";
  } while (pageToken && coupons.length < MOST_COUPONS);
  return coupons;
};

/** What the page shows. */
export interface Coupons {
  mine: readonly Json<Coupon>[];
  claimable: readonly Json<ClaimableCampaign>[];
  merchants: readonly WindowMerchant[];
  /** When it was read, by the platform's clock. */
  nowMs: number;
}

const readAll = async (): Promise<Coupons> => {
  const [mine, { campaigns = [] }, merchants] = await Promise.all([
    readCoupons(),
    call(marketing.listClaimableCampaigns, { pageSize: PAGE_SIZE }),
    readMerchants(),
  ]);
  return { mine, claimable: campaigns, merchants, nowMs: serverNowMs() };
};

/** The user's coupons and what can be claimed, live. */
export const useCoupons = () => useLive(NEWS, readAll);
