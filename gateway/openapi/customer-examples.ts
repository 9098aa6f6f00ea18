import type { JsonObject } from "../contract/parse-json.ts";
import { code, hundred, merchant, store } from "./sample-values.ts";

const memberCard = { cardId: "mcd_01JZ0000000000000000000000" };
const serviceWindow = { windowId: "win_demomarket" };

/** Requests of members, coupons and windows, as examples.ts has them. */
export const customerExamples: Readonly<Record<string, JsonObject>> = {
  "membership.setProgramme": {
    ...merchant,
    programme: {
      ...{ ...merchant, version: 1, name: "惠民会员卡", nameEn: "Huimin Club", cardPrefix: "8801" },
      levels: [
        { name: "银卡", nameEn: "Silver", thresholdPoints: "0", benefits: "98 折", discountBasisPoints: 200 },
        { name: "金卡", nameEn: "Gold", thresholdPoints: "1000", benefits: "95 折", discountBasisPoints: 500 },
      ],
      ...{ levelWindowDays: 365, pointsPerYuan: 1, pendingDays: 1, pointWorthFen: 1 },
      expiry: { rule: "POINTS_EXPIRY_RULE_YEAR_END", count: 1 },
    },
  },
  "membership.getProgramme": merchant,
  "membership.issueCard": merchant,
  "membership.getMemberCard": memberCard,
  "membership.issueMemberCode": memberCard,
  "membership.listPointsEntries": { ...memberCard, pageSize: 20 },
  "membership.importPhysicalCards": {
    ...merchant,
    cards: [{ cardNumber: "HM20180009", phone: "13800000002", oldPoints: "250" }],
  },
  "membership.bindPhysicalCard": { ...merchant, cardNumber: "HM20180001", phoneCode: "280517" },

  "marketing.createCampaign": {
    ...{ ...merchant, name: "满50减5元", nameEn: "5 off from 50", issueRule: "ISSUE_RULE_GRAB" },
    discount: {
      kind: "DISCOUNT_KIND_CASH",
      amount: { minorUnits: "500", currencyCode: "CNY" },
      minimumSpend: { minorUnits: "5000", currencyCode: "CNY" },
    },
    validity: { validDays: 30 },
    limits: { total: 1000, perUser: 1, budget: { minorUnits: "500000", currencyCode: "CNY" } },
  },
  "marketing.publishCampaign": { ...merchant, campaignId: "cmp_01JZ0000000000000000000000" },
  "marketing.stopCampaign": { ...merchant, campaignId: "cmp_01JZ0000000000000000000000" },
  "marketing.listCampaigns": merchant,
  "marketing.getCampaignReport": { ...merchant, campaignId: "cmp_demograb1" },
  "marketing.issueCoupons": {
    ...{ ...merchant, campaignId: "cmp_01JZ0000000000000000000000" },
    userIds: ["usr_demoshopper1", "usr_demoshopper2"],
  },
  "marketing.listClaimableCampaigns": {},
  "marketing.listMyCoupons": { usableOnly: true },
  "marketing.claimCoupon": { campaignId: "cmp_demograb1" },
  "marketing.quoteCoupon": { ...merchant, ...store, ...hundred, couponCode: "K000-0000-000A" },
  "marketing.payAndRedeem": {
    ...{ ...merchant, ...store, merchantTradeId: "order-1003", ...hundred, subject: "Groceries" },
    ...{ couponCode: "K000-0000-000A", ...code },
  },

  "content.saveWindowDraft": {
    ...merchant,
    expectedRevision: 1,
    content: {
      name: { zh: "惠民超市", en: "Huimin Market" },
      avatar: { symbol: "惠", color: "#1677FF" },
      industry: "INDUSTRY_RETAIL",
      intro: { zh: "新鲜好货，天天低价。", en: "Fresh goods at low prices." },
      menu: [{ entryId: "pay", title: { zh: "付款码", en: "Pay" }, link: "/wallet" }],
    },
  },
  "content.publishWindow": { ...merchant, revision: 1 },
  "content.getWindowDesk": merchant,
  "content.saveAutoReplies": {
    ...merchant,
    expectedRevision: 1,
    autoReplies: [{ trigger: "REPLY_TRIGGER_DEFAULT", text: { zh: "您好！", en: "Hello!" } }],
  },
  "content.sendBroadcast": {
    ...{ ...merchant, link: "/coupons" },
    title: { zh: "周末特惠", en: "Weekend offers" },
    body: { zh: "本周六、日全场九折。", en: "Ten percent off this weekend." },
  },
  "content.getBroadcast": { ...merchant, broadcastId: "brc_01JZ0000000000000000000000" },
  "content.listBroadcasts": merchant,
  "content.listWindows": {},
  "content.getWindow": serviceWindow,
  "content.followWindow": serviceWindow,
  "content.unfollowWindow": serviceWindow,
  "content.sendToWindow": { ...serviceWindow, messageKey: "message-1001", text: "发票怎么开？" },
  "content.listMessages": {},
  "content.markRead": { all: true },
};
