import type { Money } from "../../../kernel/money/money.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { nextChinaMidnight } from "../../../kernel/time/china-time.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import {
  type CreateCampaignRequest,
  DiscountKind,
  type Discount as DiscountMessage,
  type IssueRule as IssueRuleNumber,
  type Validity,
} from "../../../proto/gen/paywindow/marketing/v1/campaign.ts";
import { type Campaign, type IssueRule, issuableOf, laneCountOf } from "./campaign.ts";
import { RULE_NUMBERS } from "./campaign-message.ts";
import { type DiscountTerms, WHOLE } from "./discount.ts";

const MAX_TOTAL = 10_000_000;
const MAX_PER_USER = 1_000;
const MAX_DAYS = 3_660;
const MAX_STORES = 100;
const STANDARD_CURRENCY = "CNY";

/** Reads amounts and sees that they are all in one currency: the first that is named. */
const readAmounts = (fields: FieldReader) => {
  let currencyCode = "";
  const amount = (field: string, value: Money | undefined): bigint => {
    const read = fields.amount(field, value);
    if (currencyCode === "") currencyCode = read.currencyCode;
    else if (read.currencyCode !== currencyCode)
      fields.refuse({
        field: `${field}.currency_code`,
        en: "one currency for all amounts",
        zh: "所有金额须为同一币种",
      });
    return read.minorUnits;
  };
  return {
    amount,
    /** 0 where it is absent. */
    amountOr0: (field: string, value: Money | undefined): bigint => (value ? amount(field, value) : 0n),
    currency: () => currencyCode || STANDARD_CURRENCY,
  };
};

type Amounts = ReturnType<typeof readAmounts>;

const readDiscount = (fields: FieldReader, amounts: Amounts, discount: DiscountMessage | undefined): DiscountTerms => {
  if (discount?.kind === DiscountKind.DISCOUNT_KIND_CASH)
    return { kind: "CASH", discountAmount: amounts.amount("discount.amount", discount.amount) };
  if (discount?.kind === DiscountKind.DISCOUNT_KIND_PERCENT) {
    const basisPoints = fields.integer("discount.basis_points", discount.basisPoints, 1, WHOLE);
    const cap = discount.cap && amounts.amount("discount.cap", discount.cap);
    return { kind: "PERCENT", basisPoints, ...(cap !== undefined && { cap }) };
  }
  fields.refuse({ field: "discount.kind", en: "CASH or PERCENT", zh: "须为 CASH 或 PERCENT" });
  return { kind: "CASH", discountAmount: 1n };
};

const isChinaMidnight = (instant: Date): boolean =>
  nextChinaMidnight(plusMs(instant, -1)).getTime() === instant.getTime();

const readValidity = (fields: FieldReader, validity: Validity | undefined, now: Date) => {
  const { validFrom, validUntil, validDays = 0, storeIds = [] } = validity ?? {};
  if ((validUntil === undefined) === (validDays === 0))
    fields.refuse({
      field: "validity",
      en: "one of valid_until and valid_days",
      zh: "valid_until 与 valid_days 须填且只填一个",
    });
  else if (validDays !== 0) fields.integer("validity.valid_days", validDays, 1, MAX_DAYS);
  else if (validUntil && (validUntil <= (validFrom ?? now) || !isChinaMidnight(validUntil)))
    fields.refuse({
      field: "validity.valid_until",
      en: "the end of a day in China (its midnight), later than now and than valid_from",
      zh: "须为中国时间某日结束（零点），且晚于现在与 valid_from",
    });
  if (storeIds.length > MAX_STORES)
    fields.refuse({ field: "validity.store_ids", en: `at most ${MAX_STORES}`, zh: `最多 ${MAX_STORES} 个` });
  else for (const [index, id] of storeIds.entries()) fields.id(`validity.store_ids[${index}]`, id, "str");
  return {
    ...(validFrom && { validFrom }),
    ...(validUntil && { validUntil }),
    ...(validDays !== 0 && { validDays }),
    storeIds: [...new Set(storeIds)],
  };
};

const ruleOf = (number: IssueRuleNumber): IssueRule | undefined =>
  (Object.keys(RULE_NUMBERS) as IssueRule[]).find((rule) => RULE_NUMBERS[rule] === number);

const readRule = (fields: FieldReader, number: IssueRuleNumber): IssueRule => {
  const rule = ruleOf(number);
  if (!rule)
    fields.refuse({
      field: "issue_rule",
      en: "GRAB, ON_FOLLOW, ON_PAID or BY_LIST",
      zh: "须为 GRAB、ON_FOLLOW、ON_PAID 或 BY_LIST",
    });
  return rule ?? "GRAB";
};

const readLimits = (
  fields: FieldReader,
  amounts: Amounts,
  { limits }: CreateCampaignRequest,
  { issueRule, discount }: { issueRule: IssueRule; discount: DiscountTerms },
) => {
  const total = fields.integer("limits.total", limits?.total ?? 0, 1, MAX_TOTAL);
  const perUser = fields.integerOr("limits.per_user", limits?.perUser ?? 0, 1, 1, MAX_PER_USER);
  if (issueRule === "ON_FOLLOW" && perUser !== 1)
    fields.refuse({ field: "limits.per_user", en: "1 for ON_FOLLOW (once ever)", zh: "关注送券每人仅一次" });
  const budget = limits?.budget && amounts.amount("limits.budget", limits.budget);
  if (budget !== undefined && discount.kind === "PERCENT" && discount.cap === undefined)
    fields.refuse({ field: "discount.cap", en: "is required with a budget", zh: "设预算时须填写封顶金额" });
  const issuable = issuableOf(total, discount, budget);
  if (budget !== undefined && issuable === 0)
    fields.refuse({ field: "limits.budget", en: "enough for one coupon at least", zh: "预算至少须够一张券" });
  return { total, perUser, ...(budget !== undefined && { budget }), issuable, laneCount: laneCountOf(issuable) };
};

/** A campaign as a request states it, all but its id and state. @throws REQUEST_INVALID naming every field that is wrong. */
export const parseCampaign = (
  request: CreateCampaignRequest,
  now: Date,
): Omit<Campaign, "_id" | "state" | "createTime"> => {
  const fields = readFields();
  const amounts = readAmounts(fields);
  const merchantId = fields.id("merchant_id", request.merchantId, "mer");
  const name = fields.text("name", request.name, 1, 32);
  const nameEn = fields.text("name_en", request.nameEn, 1, 64);
  const discount = readDiscount(fields, amounts, request.discount);
  const minimumSpend = amounts.amountOr0("discount.minimum_spend", request.discount?.minimumSpend);
  const validity = readValidity(fields, request.validity, now);
  const issueRule = readRule(fields, request.issueRule);
  const limits = readLimits(fields, amounts, request, { issueRule, discount });
  if (request.paidFrom && issueRule !== "ON_PAID")
    fields.refuse({ field: "paid_from", en: "only for ON_PAID", zh: "仅用于支付后发券" });
  const paidFrom = amounts.amountOr0("paid_from", request.paidFrom);
  fields.check();
  const currencyCode = amounts.currency();
  return {
    merchantId,
    name,
    nameEn,
    discount,
    currencyCode,
    minimumSpend,
    ...validity,
    ...limits,
    issueRule,
    paidFrom,
  };
};
