import type * as campaign from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import type * as coupon from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import type * as card from "../../../proto/gen/paywindow/membership/v1/card.ts";
import type * as points from "../../../proto/gen/paywindow/membership/v1/points.ts";
import type * as programme from "../../../proto/gen/paywindow/membership/v1/programme.ts";
import type { Route } from "../api/routes.ts";

const get = <Request, Answer>(path: string): Route<Request, Answer> => ({ method: "GET", path: `/v1/${path}` });
const post = <Request, Answer>(path: string): Route<Request, Answer> => ({ method: "POST", path: `/v1/${path}` });

/** Every call that the pages make for member cards. */
export const membership = {
  getProgramme: get<programme.GetProgrammeRequest, programme.Programme>("membership/get-programme"),
  issueCard: post<card.IssueCardRequest, card.MemberCard>("membership/issue-card"),
  listMemberCards: get<card.ListMemberCardsRequest, card.ListMemberCardsResponse>("membership/list-member-cards"),
  issueMemberCode: post<card.IssueMemberCodeRequest, card.MemberCode>("membership/issue-member-code"),
  listPointsEntries: get<points.ListPointsEntriesRequest, points.ListPointsEntriesResponse>(
    "membership/list-points-entries",
  ),
  bindPhysicalCard: post<card.BindPhysicalCardRequest, card.MemberCard>("membership/bind-physical-card"),
} as const;

/** Every call that the pages make for coupons. */
export const marketing = {
  listClaimableCampaigns: get<campaign.ListClaimableCampaignsRequest, campaign.ListClaimableCampaignsResponse>(
    "marketing/list-claimable-campaigns",
  ),
  claimCoupon: post<coupon.ClaimCouponRequest, coupon.Coupon>("marketing/claim-coupon"),
  listMyCoupons: get<coupon.ListMyCouponsRequest, coupon.ListMyCouponsResponse>("marketing/list-my-coupons"),
  quoteCoupon: post<coupon.QuoteCouponRequest, coupon.CouponQuote>("marketing/quote-coupon"),
} as const;
