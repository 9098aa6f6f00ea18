import type { ClientSession } from "mongoose";
import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import {
  IssueCouponsRequest,
  IssueCouponsResponse,
  type NotIssued,
} from "../../../proto/gen/paywindow/marketing/v1/coupon.ts";
import { type Campaign, IssueRule, whyNotIssuing } from "../campaign/campaign.ts";
import { loadOwnCampaign } from "../campaign/load-campaign.ts";
import { marketingReasons } from "../errors.ts";
import type { MarketingParts } from "../marketing-parts.ts";
import type { Coupon } from "./coupon.ts";
import { couponMessage } from "./coupon-message.ts";
import { type Issue, issueFromLanes } from "./issue-coupon.ts";

/** So many at once: one transaction's worth. */
const MAX_AT_ONCE = 200;

/** Whom a request names: users, or so many of nobody's. Those of nobody's get their ids from the request's key. */
const parse = ({ userIds, bearerCount }: IssueCouponsRequest, key: string): Omit<Issue, "campaign">[] => {
  const fields = readFields();
  if (userIds.length > 0 === bearerCount > 0)
    fields.refuse({
      field: "user_ids",
      en: "one of user_ids and bearer_count",
      zh: "user_ids 与 bearer_count 须填且只填一个",
    });
  if (userIds.length > MAX_AT_ONCE)
    fields.refuse({ field: "user_ids", en: `at most ${MAX_AT_ONCE}`, zh: `最多 ${MAX_AT_ONCE} 个` });
  else for (const [index, id] of userIds.entries()) fields.id(`user_ids[${index}]`, id, "usr");
  if (new Set(userIds).size < userIds.length)
    fields.refuse({ field: "user_ids", en: "each user once", zh: "用户不得重复" });
  fields.integerOr("bearer_count", bearerCount, 0, 1, MAX_AT_ONCE);
  fields.check();
  if (userIds.length > 0) return userIds.map((userId) => ({ userId }));
  return Array.from({ length: bearerCount }, (_, index) => ({ ordinal: `${key}:${index}` }));
};

/** IssueCoupons: by a list (M3). All of a request is one commit; who is at a limit is left out of it and named. */
export const issueCoupons =
  (parts: MarketingParts): Handler<IssueCouponsRequest, IssueCouponsResponse> =>
  async (request, context) => {
    const { caller, idempotencyKey: key } = context;
    const { merchantId } = await loadOwnCampaign(parts, request, caller);
    const wanted = parse(request, key);
    const encoded = IssueCouponsRequest.encode(request).finish();
    const keyed = { rpc: "issueCoupons", scope: merchantId, key, request: encoded, context };
    return runAgainOnDuplicate(() =>
      parts.idempotency.run({ ...keyed, codec: IssueCouponsResponse }, async (session) => {
        const campaign = await loadOwnCampaign(parts, request, caller, session);
        const refusal = whyNotIssuing(campaign, IssueRule.BY_LIST, context.now);
        if (refusal) throw marketingReasons.error(refusal);
        return issueAll(parts, campaign, wanted, session, context);
      }),
    );
  };

const issueAll = async (
  parts: MarketingParts,
  campaign: Campaign,
  wanted: readonly Omit<Issue, "campaign">[],
  session: ClientSession,
  context: CallContext,
): Promise<IssueCouponsResponse> => {
  const coupons: Coupon[] = [];
  const notIssued: NotIssued[] = [];
  for (const one of wanted) {
    const issued = await issueFromLanes(parts, { campaign, ...one }, everyLane(campaign), session, context);
    if ("coupon" in issued) coupons.push(issued.coupon);
    else notIssued.push({ userId: one.userId ?? "", reason: issued.refuse });
  }
  const { now } = context;
  const messages = coupons.map((coupon) => couponMessage(coupon, campaign, { now, showsCode: !coupon.userId }));
  return { coupons: messages, notIssued };
};

/** In their order: lists fill one lane after the other. */
export const everyLane = ({ laneCount }: Campaign): Iterable<number> => Array(laneCount).keys();
