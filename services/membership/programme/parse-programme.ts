import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import type { MemberLevel, SetProgrammeRequest } from "../../../proto/gen/paywindow/membership/v1/programme.ts";
import type { Expiry, ExpiryRule } from "./expiry.ts";
import type { Level, Programme } from "./programme.ts";
import { expiryRuleOf } from "./programme-message.ts";

const MAX_LEVELS = 8;
const MAX_POINTS = 1_000_000_000_000n;
const PREFIX_SHAPE = { en: "3 to 6 digits, the first not 0", zh: "须为 3 至 6 位数字，首位不为 0" };
const COUNTS: Readonly<Record<ExpiryRule, readonly [min: number, max: number]>> = {
  NONE: [0, 0],
  DAYS: [1, 3650],
  MONTH_END: [0, 120],
  YEAR_END: [0, 10],
};

/** A programme as its merchant wants it from now on: all but when it was written. `version` is the one that was read. */
export type WantedProgramme = Omit<Programme, "setTime">;

/** @throws REQUEST_INVALID naming every field that is wrong. */
export const parseProgramme = ({ merchantId, programme }: SetProgrammeRequest): WantedProgramme => {
  const fields = readFields();
  fields.id("merchant_id", merchantId, "mer");
  if (!programme) fields.refuse({ field: "programme", en: "is required", zh: "必须填写" });
  fields.check();
  const asked = programme as NonNullable<typeof programme>;
  if (asked.merchantId !== merchantId)
    fields.refuse({ field: "programme.merchant_id", en: "the same as merchant_id", zh: "须与 merchant_id 一致" });
  const within = (field: string, value: number, max: number) => fields.integer(`programme.${field}`, value, 0, max);
  const wanted: WantedProgramme = {
    merchantId,
    version: within("version", asked.version, 2 ** 31 - 1),
    name: fields.text("programme.name", asked.name, 1, 40),
    nameEn: fields.text("programme.name_en", asked.nameEn, 1, 80),
    cardPrefix: fields.matching("programme.card_prefix", asked.cardPrefix, /^[1-9]\d{2,5}$/, PREFIX_SHAPE),
    levels: readLevels(fields, asked.levels),
    levelWindowDays: within("level_window_days", asked.levelWindowDays, 3650),
    pointsPerYuan: within("points_per_yuan", asked.pointsPerYuan, 1000),
    pendingDays: within("pending_days", asked.pendingDays, 90),
    expiry: readExpiry(fields, asked.expiry),
    pointWorthFen: within("point_worth_fen", asked.pointWorthFen, 1000),
  };
  fields.check();
  return wanted;
};

const readExpiry = (fields: FieldReader, asked: NonNullable<SetProgrammeRequest["programme"]>["expiry"]): Expiry => {
  const rule = asked && expiryRuleOf(asked.rule);
  if (!rule) {
    fields.refuse({ field: "programme.expiry.rule", en: "one of the rules", zh: "须为已定义的有效期规则" });
    return { rule: "NONE", count: 0 };
  }
  return { rule, count: fields.integer("programme.expiry.count", asked.count, ...COUNTS[rule]) };
};

/** The first level is everybody's; each further one needs more points than the one before and gives no less. */
const readLevels = (fields: FieldReader, asked: readonly MemberLevel[]): Level[] => {
  if (asked.length < 1 || asked.length > MAX_LEVELS)
    fields.refuse({ field: "programme.levels", en: `1 to ${MAX_LEVELS} levels`, zh: `须有 1 至 ${MAX_LEVELS} 个等级` });
  return asked.slice(0, MAX_LEVELS).map((level, index) => {
    const at = `programme.levels[${index}]`;
    checkStep(fields, at, level, asked[index - 1]);
    return {
      name: fields.text(`${at}.name`, level.name, 1, 20),
      nameEn: fields.text(`${at}.name_en`, level.nameEn, 1, 40),
      thresholdPoints: level.thresholdPoints,
      benefits: fields.text(`${at}.benefits`, level.benefits, 0, 500),
      benefitsEn: fields.text(`${at}.benefits_en`, level.benefitsEn, 0, 500),
      discountBasisPoints: fields.integer(`${at}.discount_basis_points`, level.discountBasisPoints, 0, 9000),
    };
  });
};

const checkStep = (fields: FieldReader, at: string, level: MemberLevel, below: MemberLevel | undefined): void => {
  const { thresholdPoints, discountBasisPoints } = level;
  const field = `${at}.threshold_points`;
  if (!below && thresholdPoints !== 0n) fields.refuse({ field, en: "0 for the lowest level", zh: "最低等级须为 0" });
  if (below && (thresholdPoints <= below.thresholdPoints || thresholdPoints > MAX_POINTS))
    fields.refuse({
      field,
      en: `more than the level below, at most ${MAX_POINTS}`,
      zh: `须高于下一等级，且不超过 ${MAX_POINTS}`,
    });
  if (below && discountBasisPoints < below.discountBasisPoints)
    fields.refuse({
      field: `${at}.discount_basis_points`,
      en: "no less than the level below",
      zh: "不得低于下一等级",
    });
};
