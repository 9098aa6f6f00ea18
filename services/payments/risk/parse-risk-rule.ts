import { isId } from "../../../kernel/ids/ids.ts";
import { isKnownCurrency } from "../../../kernel/money/money.ts";
import type { FieldReader } from "../../../kernel/parse/parse.ts";
import type {
  RiskLimit as RiskLimitMessage,
  RiskRule as RiskRuleMessage,
  RiskScope as RiskScopeMessage,
} from "../../../proto/gen/paywindow/payments/v1/risk.ts";
import { PaymentWay, Tender } from "../trade/trade.ts";
import { CodeClass, type RiskLimit, type RiskPeriod, type RiskRule, type RiskScope } from "./risk-rule.ts";
import { KIND_NUMBERS, MEASURE_NUMBERS, PERIOD_NUMBERS, SUBJECT_NUMBERS } from "./risk-rule-message.ts";

const MAX_SUM = 1_000_000_000_000_000n;
const MAX_LIST = 200;

export const readRuleId = (fields: FieldReader, field: string, value: string): string =>
  fields.matching(field, value, /^[a-z][a-z0-9-]{1,39}$/, {
    en: "2 to 40 small letters, digits and hyphens, a letter first",
    zh: "须为 2 至 40 位小写字母、数字或连字符，且以字母开头",
  });

/** A rule as an operator states it; its version is the one that it replaces. */
export const readRiskRule = (fields: FieldReader, message: RiskRuleMessage | undefined): RiskRule => {
  const { ruleId = "", version = 0, note = "", active = false, scope, limit } = message ?? {};
  const kind = readWord(fields, "rule.kind", KIND_NUMBERS, message?.kind ?? 0, "LIMIT");
  const rule = {
    ruleId: readRuleId(fields, "rule.rule_id", ruleId),
    version: fields.integer("rule.version", version, 0, 1_000_000),
    kind,
    note: fields.text("rule.note", note, 0, 128),
    isActive: active,
    scope: readScope(fields, scope),
  };
  if (kind === "LIMIT") return { ...rule, limit: readLimit(fields, limit) };
  if (!rule.scope.categories)
    fields.refuse({ field: "rule.scope.categories", en: "a prohibition names categories", zh: "禁止类规则须指定类别" });
  if (limit) fields.refuse({ field: "rule.limit", en: "only limits have one", zh: "仅限额类规则可填写" });
  return rule;
};

const readLimit = (fields: FieldReader, message: RiskLimitMessage | undefined): RiskLimit => {
  const { subject = 0, measure = 0, max = -1n, currencyCode = "", windowS = 0, backOnRefund = false } = message ?? {};
  const period = readWord<RiskPeriod>(fields, "rule.limit.period", PERIOD_NUMBERS, message?.period ?? 0, "DAY");
  if (max < 0n || max > MAX_SUM)
    fields.refuse({ field: "rule.limit.max", en: `0 to ${MAX_SUM}`, zh: `须为 0 至 ${MAX_SUM}` });
  if (!isKnownCurrency(currencyCode))
    fields.refuse({ field: "rule.limit.currency_code", en: "a known ISO 4217 currency", zh: "须为已知的货币代码" });
  const isWindow = period === "WINDOW";
  fields.integer("rule.limit.window_s", windowS, isWindow ? 1 : 0, isWindow ? 86_400 : 0);
  return {
    subject: readWord(fields, "rule.limit.subject", SUBJECT_NUMBERS, subject, "PAYER"),
    period,
    ...(isWindow && { windowS }),
    measure: readWord(fields, "rule.limit.measure", MEASURE_NUMBERS, measure, "AMOUNT"),
    ...{ max, currencyCode, backOnRefund },
  };
};

const readWord = <Word extends string>(
  fields: FieldReader,
  field: string,
  numbers: Readonly<Record<Word, number>>,
  wanted: number,
  fallback: Word,
): Word => {
  const words = Object.keys(numbers) as Word[];
  const word = words.find((one) => numbers[one] === wanted);
  if (!word) fields.refuse({ field, en: `one of ${words.join(", ")}`, zh: `须为 ${words.join("、")} 之一` });
  return word ?? fallback;
};

/** Lists that are empty are absent: they do not narrow the rule. */
const readScope = (fields: FieldReader, message: RiskScopeMessage | undefined): RiskScope => {
  const listOf = <Value>(name: string, values: readonly Value[] = [], isValue: (value: Value) => boolean) => {
    if (values.length > MAX_LIST || !values.every(isValue))
      fields.refuse({
        field: `rule.scope.${name}`,
        en: `up to ${MAX_LIST} known values`,
        zh: `须为至多 ${MAX_LIST} 个有效值`,
      });
    return values.length > 0 ? [...new Set(values)] : undefined;
  };
  const isOf = (words: object) => (value: unknown) => (Object.values(words) as unknown[]).includes(value);
  const lists = {
    ways: listOf("ways", message?.ways, isOf(PaymentWay)),
    tenders: listOf("tenders", message?.tenders, isOf(Tender)),
    codeClasses: listOf("code_classes", message?.codeClasses, isOf(CodeClass)),
    realNameLevels: listOf("real_name_levels", message?.realNameLevels, (level) => [0, 1, 2].includes(level)),
    categories: listOf("categories", message?.categories, (category) => /^[A-Za-z0-9_-]{1,32}$/.test(category)),
    merchantIds: listOf("merchant_ids", message?.merchantIds, (merchantId) => isId("mer", merchantId)),
    cardIds: listOf("card_ids", message?.cardIds, (cardId) => isId("crd", cardId)),
    issuers: listOf("issuers", message?.issuers, (issuer) => /^[^\p{Cc}]{1,64}$/u.test(issuer)),
  };
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list !== undefined)) as RiskScope;
};
