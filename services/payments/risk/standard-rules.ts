import type { RiskLimit, RiskRule, RiskScope } from "./risk-rule.ts";

/**
 * The rules that hold where the operators have put no newer version: P38's limits and T10's goods. None of them adds up anything for a payer who is known in
 * full and pays from the balance by a code of the moment, which is what most payments are: those cost no write.
 */

const aLimit = (
  ruleId: string,
  note: string,
  scope: RiskScope,
  limit: Partial<RiskLimit> & { max: bigint },
): RiskRule => ({
  ruleId,
  version: 1,
  kind: "LIMIT",
  note,
  isActive: true,
  scope,
  limit: { subject: "PAYER", period: "DAY", measure: "AMOUNT", currencyCode: "CNY", backOnRefund: false, ...limit },
});

const yuan = (amount: bigint): bigint => amount * 100n;

export const STANDARD_RULES: readonly RiskRule[] = [
  {
    ruleId: "goods-prohibited",
    version: 1,
    kind: "PROHIBITION",
    note: "T10: betting, lotteries, adult content by phone, currency that is no currency",
    isActive: true,
    scope: { categories: ["7995", "7800", "7801", "7802", "9406", "5967", "6051"] },
  },
  aLimit(
    "payer-balance-trade",
    "One payment from the balance",
    { tenders: ["WALLET_BALANCE"] },
    { max: yuan(50_000n), period: "TRADE" },
  ),
  aLimit(
    "payer-credit-trade",
    "One payment from the credit line",
    { tenders: ["CREDIT_LINE"] },
    { max: yuan(20_000n), period: "TRADE" },
  ),
  aLimit(
    "payer-card-trade",
    "One payment by bound card",
    { tenders: ["BANK_CARD"] },
    { max: yuan(50_000n), period: "TRADE" },
  ),
  aLimit(
    "merchant-trade",
    "One payment of any kind",
    {},
    { max: yuan(500_000n), period: "TRADE", subject: "MERCHANT" },
  ),
  aLimit("payer-static-qr-day", "P38: codes that stand still (class D)", { codeClasses: ["D"] }, { max: yuan(500n) }),
  aLimit(
    "payer-static-qr-often",
    "Codes that stand still: ten a minute",
    { codeClasses: ["D"] },
    { max: 10n, measure: "COUNT", period: "WINDOW", windowS: 60 },
  ),
  aLimit("payer-class-b-day", "P38: codes of class B", { codeClasses: ["B"] }, { max: yuan(5_000n) }),
  aLimit("payer-class-c-day", "P38: codes of class C", { codeClasses: ["C"] }, { max: yuan(1_000n) }),
  aLimit(
    "payer-low-level-often",
    "Payers not known in full: ten a minute",
    { realNameLevels: [0, 1] },
    { max: 10n, measure: "COUNT", period: "WINDOW", windowS: 60 },
  ),
  aLimit(
    "payer-level-0-ever",
    "Balance of an unknown name: as account class I",
    { realNameLevels: [0], tenders: ["WALLET_BALANCE"] },
    { max: yuan(1_000n), period: "EVER" },
  ),
  aLimit(
    "payer-level-1-year",
    "Balance of a name by one source: as account class II",
    { realNameLevels: [1], tenders: ["WALLET_BALANCE"] },
    { max: yuan(100_000n), period: "YEAR" },
  ),
  aLimit("payer-card-day", "Bound cards", { tenders: ["BANK_CARD"] }, { max: yuan(100_000n) }),
  aLimit("payer-card-month", "Bound cards", { tenders: ["BANK_CARD"] }, { max: yuan(500_000n), period: "MONTH" }),
  aLimit(
    "payer-credit-month",
    "The credit line",
    { tenders: ["CREDIT_LINE"] },
    { max: yuan(100_000n), period: "MONTH" },
  ),
  aLimit(
    "merchant-credit-day",
    "Credit that one merchant takes in a day",
    { tenders: ["CREDIT_LINE"] },
    { max: yuan(200_000n), subject: "MERCHANT" },
  ),
];
