import {
  RiskKind as KindNumber,
  RiskMeasure as MeasureNumber,
  RiskPeriod as PeriodNumber,
  type RiskLimit as RiskLimitMessage,
  type RiskRule as RiskRuleMessage,
  RiskSubject as SubjectNumber,
} from "../../../proto/gen/paywindow/payments/v1/risk.ts";
import type { RiskKind, RiskLimit, RiskMeasure, RiskPeriod, RiskRule, RiskSubject } from "./risk-rule.ts";

export const KIND_NUMBERS: Readonly<Record<RiskKind, KindNumber>> = {
  LIMIT: KindNumber.RISK_KIND_LIMIT,
  PROHIBITION: KindNumber.RISK_KIND_PROHIBITION,
};

export const SUBJECT_NUMBERS: Readonly<Record<RiskSubject, SubjectNumber>> = {
  PAYER: SubjectNumber.RISK_SUBJECT_PAYER,
  MERCHANT: SubjectNumber.RISK_SUBJECT_MERCHANT,
  CARD: SubjectNumber.RISK_SUBJECT_CARD,
  ISSUER: SubjectNumber.RISK_SUBJECT_ISSUER,
};

export const PERIOD_NUMBERS: Readonly<Record<RiskPeriod, PeriodNumber>> = {
  TRADE: PeriodNumber.RISK_PERIOD_TRADE,
  WINDOW: PeriodNumber.RISK_PERIOD_WINDOW,
  DAY: PeriodNumber.RISK_PERIOD_DAY,
  MONTH: PeriodNumber.RISK_PERIOD_MONTH,
  YEAR: PeriodNumber.RISK_PERIOD_YEAR,
  EVER: PeriodNumber.RISK_PERIOD_EVER,
};

export const MEASURE_NUMBERS: Readonly<Record<RiskMeasure, MeasureNumber>> = {
  AMOUNT: MeasureNumber.RISK_MEASURE_AMOUNT,
  COUNT: MeasureNumber.RISK_MEASURE_COUNT,
};

/** A rule in the contract's words. */
export const riskRuleMessage = ({
  ruleId,
  version,
  kind,
  note,
  isActive,
  scope,
  limit,
}: RiskRule): RiskRuleMessage => ({
  ...{ ruleId, version, kind: KIND_NUMBERS[kind], note, active: isActive },
  scope: {
    ways: [...(scope.ways ?? [])],
    tenders: [...(scope.tenders ?? [])],
    codeClasses: [...(scope.codeClasses ?? [])],
    realNameLevels: [...(scope.realNameLevels ?? [])],
    categories: [...(scope.categories ?? [])],
    merchantIds: [...(scope.merchantIds ?? [])],
    cardIds: [...(scope.cardIds ?? [])],
    issuers: [...(scope.issuers ?? [])],
  },
  limit: limit && limitMessage(limit),
});

const limitMessage = ({
  subject,
  period,
  windowS = 0,
  measure,
  max,
  currencyCode,
  backOnRefund,
}: RiskLimit): RiskLimitMessage => ({
  ...{ subject: SUBJECT_NUMBERS[subject], period: PERIOD_NUMBERS[period], windowS },
  ...{ measure: MEASURE_NUMBERS[measure], max, currencyCode, backOnRefund },
});
