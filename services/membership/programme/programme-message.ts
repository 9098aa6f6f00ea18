import {
  type MemberLevel,
  PointsExpiryRule,
  type Programme as ProgrammeMessage,
} from "../../../proto/gen/paywindow/membership/v1/programme.ts";
import type { ExpiryRule } from "./expiry.ts";
import type { Level, Programme } from "./programme.ts";

const RULE_NUMBERS: Readonly<Record<ExpiryRule, PointsExpiryRule>> = {
  NONE: PointsExpiryRule.POINTS_EXPIRY_RULE_NONE,
  DAYS: PointsExpiryRule.POINTS_EXPIRY_RULE_DAYS,
  MONTH_END: PointsExpiryRule.POINTS_EXPIRY_RULE_MONTH_END,
  YEAR_END: PointsExpiryRule.POINTS_EXPIRY_RULE_YEAR_END,
};

/** The rule of a number of the contract; undefined for one that is no rule. */
export const expiryRuleOf = (number: PointsExpiryRule): ExpiryRule | undefined =>
  (Object.keys(RULE_NUMBERS) as ExpiryRule[]).find((rule) => RULE_NUMBERS[rule] === number);

export const levelMessage = (level: Level, levelNumber: number): MemberLevel => ({
  levelNumber,
  name: level.name,
  nameEn: level.nameEn,
  thresholdPoints: level.thresholdPoints,
  benefits: level.benefits,
  benefitsEn: level.benefitsEn,
  discountBasisPoints: level.discountBasisPoints,
});

export const programmeMessage = (programme: Programme): ProgrammeMessage => ({
  merchantId: programme.merchantId,
  version: programme.version,
  name: programme.name,
  nameEn: programme.nameEn,
  cardPrefix: programme.cardPrefix,
  levels: programme.levels.map((level, index) => levelMessage(level, index + 1)),
  levelWindowDays: programme.levelWindowDays,
  pointsPerYuan: programme.pointsPerYuan,
  pendingDays: programme.pendingDays,
  expiry: { rule: RULE_NUMBERS[programme.expiry.rule], count: programme.expiry.count },
  pointWorthFen: programme.pointWorthFen,
  setTime: programme.setTime,
});
