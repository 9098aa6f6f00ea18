/** The texts of members and coupons at a till. */
export const zhBenefits = {
  benefitMemberReading: "正在读取会员…",
  benefitRemoveMember: "移除会员",
  benefitRemoveCoupon: "移除优惠券",
  benefitCouponNoted: "优惠券已记下，扫商品后生效",
  benefitCouponWaits: "优惠券 {code}，扫商品后生效",
  benefitCouponReading: "正在核对优惠券…",
  benefitCouponUnused: "未使用：{why}",
  benefitOffline: "会员码和优惠券需要联网，现在用不了",
  benefitNeedsNetwork: "会员价和优惠券只能联网用付款码收；请先移除再收",
  benefitCodeOnly: "收现金前请先移除会员和优惠券",
  benefitStillReading: "正在核对会员或优惠券，请稍候再扫付款码",
  benefitUnanswered: "没有连上，请再扫一次",
  benefitWas: "原价 {amount}",
  nextCoupon: "请移除或更换优惠券，与顾客核对金额后再收款",
};
