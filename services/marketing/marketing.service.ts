import { defineService } from "../../kernel/node/service-module.ts";
import { plusMs } from "../../kernel/time/clock.ts";
import { MarketingServiceDefinition } from "../../proto/gen/paywindow/marketing/v1/marketing.ts";
import { createCampaign } from "./campaign/create-campaign.ts";
import { getCampaignReport } from "./campaign/get-campaign-report.ts";
import { listCampaigns } from "./campaign/list-campaigns.ts";
import { listClaimableCampaigns } from "./campaign/list-claimable-campaigns.ts";
import { publishCampaign } from "./campaign/publish-campaign.ts";
import { stopCampaign } from "./campaign/stop-campaign.ts";
import { claimCoupon } from "./coupon/claim-coupon.ts";
import { issueCoupons } from "./coupon/issue-coupons.ts";
import { listMyCoupons } from "./coupon/list-my-coupons.ts";
import { quoteCoupon } from "./coupon/quote-coupon.ts";
import { seedDemo } from "./demo.ts";
import { tradeConsumers } from "./hold/finish-trades.ts";
import { holdCoupon } from "./hold/hold-coupon.ts";
import { recoverHolds, recoveryJob } from "./hold/recover-holds.ts";
import { releaseCoupon } from "./hold/release-coupon.ts";
import { marketingParts } from "./marketing-parts.ts";
import { payAndRedeem } from "./pay/pay-and-redeem.ts";
import { rewardFollowerConsumer } from "./reward/reward-follower.ts";
import { rewardPaidConsumer } from "./reward/reward-paid.ts";
import { takeBackConsumer } from "./reward/take-back.ts";

const RECOVERY_DELAY_MS = 10_000;
/** So long may the start take for what the last life left behind; the job does the rest. */
const START_RECOVERY_MS = 3_000;

/** Campaigns, coupons, and the one call that pays and redeems. */
export const marketing = defineService(MarketingServiceDefinition, async (host) => {
  const parts = marketingParts(host);
  return {
    handlers: {
      createCampaign: createCampaign(parts),
      publishCampaign: publishCampaign(parts),
      stopCampaign: stopCampaign(parts),
      listCampaigns: listCampaigns(parts),
      getCampaignReport: getCampaignReport(parts),
      issueCoupons: issueCoupons(parts),
      listClaimableCampaigns: listClaimableCampaigns(parts),
      claimCoupon: claimCoupon(parts),
      listMyCoupons: listMyCoupons(parts),
      quoteCoupon: quoteCoupon(parts),
      payAndRedeem: payAndRedeem(parts),
      holdCoupon: holdCoupon(parts),
      releaseCoupon: releaseCoupon(parts),
    },
    consumers: [
      ...tradeConsumers(parts),
      rewardPaidConsumer(parts),
      takeBackConsumer(parts),
      rewardFollowerConsumer(parts),
    ],
    jobs: [recoveryJob(parts)],
    seedDemo: () => seedDemo(parts, host.clock.now()),
    ready: () => {
      const now = host.clock.now();
      // An embedded store has one owner, which has just started: every payment under way of this service belongs to a process that died.
      const dueBy = host.config.mongodbUri ? now : plusMs(now, RECOVERY_DELAY_MS);
      return recoverHolds(parts, { now, dueBy, signal: AbortSignal.timeout(START_RECOVERY_MS) });
    },
  };
});
