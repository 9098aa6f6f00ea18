import { defineReasons } from "../../kernel/errors/reason.ts";

const missing = (zh: string, en: string) => ({ code: "NOT_FOUND", retryable: false, zh, en }) as const;
/** A reason that lies in how things stand: the same request will be refused until they stand otherwise. */
const refusal = (zh: string, en: string) => ({ code: "FAILED_PRECONDITION", retryable: false, zh, en }) as const;

/** Why membership refuses, in the order in which its guards stand. BindPhysicalCard also gives identity's reasons for the phone's code, as identity gave them. */
export const membershipReasons = defineReasons("membership", {
  PROGRAMME_NOT_FOUND: missing("该商户没有会员计划", "The merchant has no member programme."),
  PROGRAMME_CHANGED: {
    code: "ABORTED",
    retryable: false,
    zh: "会员计划已有新版本，请重新读取",
    en: "The programme has another version by now; read it again.",
  },
  CARD_PREFIX_TAKEN: refusal("卡号前缀已被其他商户使用", "Another merchant's card numbers begin with this prefix."),
  MEMBER_CARD_NOT_FOUND: missing("没有这张会员卡", "There is no such member card."),
  MEMBER_CODE_UNKNOWN: refusal("会员码无效，请刷新后重试", "The member code is not known here; show a fresh one."),
  MEMBER_CODE_EXPIRED: refusal("会员码已过期，请刷新后重试", "The member code has expired; show a fresh one."),
  MEMBER_CODE_SPENT: refusal("会员码已使用，请刷新后重试", "The member code has been used; show a fresh one."),
  MEMBER_SALE_NOT_FOUND: missing("没有这笔会员消费", "There is no such purchase of a member."),
  MEMBER_SALE_OVER: refusal(
    "该笔交易已支付，会员不能更改",
    "The trade is paid; whose purchase it was cannot be changed.",
  ),
  POINTS_NOT_SPENDABLE: refusal("该商户的积分不能抵扣", "The merchant's points cannot be spent on purchases."),
  POINTS_INSUFFICIENT: refusal("积分不足", "There are not enough points."),
  POINTS_EXCEED_AMOUNT: refusal(
    "积分抵扣后须至少支付一分钱",
    "The points are worth as much as the purchase or more; something must be left to pay.",
  ),
  PHYSICAL_CARD_NOT_FOUND: missing("没有这张实体卡", "The merchant knows no such card."),
  PHYSICAL_CARD_BOUND: refusal("该实体卡已被绑定", "The card has been bound by somebody else."),
  PHYSICAL_CARD_PHONE_DIFFERS: refusal(
    "实体卡登记的手机号与您的不一致",
    "The card was given out to another phone number.",
  ),
});
