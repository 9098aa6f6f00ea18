import { chinaTime } from "../../../kernel/time/china-time.ts";
import type { PaymentWay, Tender } from "../trade/trade.ts";
import type { RealNameLevel } from "../wallet/real-name.ts";

/** Risk rules: what they are and which of them a payment meets, without any I/O (P38, T8, T10). Rules are data; every version of one is kept. */

/** What a rule does. */
export const RiskKind = {
  /** Refuses what would bring a sum above the rule's maximum. */
  LIMIT: "LIMIT",
  /** Refuses whatever is in its scope: goods that nobody may sell here. */
  PROHIBITION: "PROHIBITION",
} as const;

export type RiskKind = (typeof RiskKind)[keyof typeof RiskKind];

/** For whom a limit adds up. */
export const RiskSubject = {
  PAYER: "PAYER",
  MERCHANT: "MERCHANT",
  /** One bound card. */
  CARD: "CARD",
  /** All cards of one bank. */
  ISSUER: "ISSUER",
} as const;

export type RiskSubject = (typeof RiskSubject)[keyof typeof RiskSubject];

/** Over which time a limit adds up. Days, months and years are civil ones at +08:00. */
export const RiskPeriod = {
  /** One trade alone: nothing is added up. */
  TRADE: "TRADE",
  /** `windowS` seconds, one after the other: what is counted at the end of one does not weigh on the next. */
  WINDOW: "WINDOW",
  DAY: "DAY",
  MONTH: "MONTH",
  YEAR: "YEAR",
  EVER: "EVER",
} as const;

export type RiskPeriod = (typeof RiskPeriod)[keyof typeof RiskPeriod];

/** What a limit adds up: minor units of its currency, or payments. */
export const RiskMeasure = { AMOUNT: "AMOUNT", COUNT: "COUNT" } as const;

export type RiskMeasure = (typeof RiskMeasure)[keyof typeof RiskMeasure];

/**
 * How well a code proves its payer, in the classes of the central bank's rules on barcode payment: D a code that stands still; of the others A by a key that
 * is bound to the device of somebody whose name is verified, B by two factors, C by fewer.
 */
export const CodeClass = { A: "A", B: "B", C: "C", D: "D" } as const;

export type CodeClass = (typeof CodeClass)[keyof typeof CodeClass];

/** What a rule applies to: whatever is in every list that is not absent. */
export interface RiskScope {
  readonly ways?: readonly PaymentWay[];
  readonly tenders?: readonly Tender[];
  readonly codeClasses?: readonly CodeClass[];
  readonly realNameLevels?: readonly RealNameLevel[];
  /** Merchant category codes, or what the trade says of its goods. */
  readonly categories?: readonly string[];
  readonly merchantIds?: readonly string[];
  readonly cardIds?: readonly string[];
  /** As the bank switch names them. */
  readonly issuers?: readonly string[];
}

export interface RiskRule {
  /** Small letters, digits and hyphens: it names the rule's meter in the counters' rows. */
  readonly ruleId: string;
  /** 1 and up. A version is never changed. */
  readonly version: number;
  readonly kind: RiskKind;
  /** What it is for, in one line. */
  readonly note: string;
  readonly isActive: boolean;
  readonly scope: RiskScope;
  /** Of limits only. */
  readonly limit?: RiskLimit;
}

export interface RiskLimit {
  readonly subject: RiskSubject;
  readonly period: RiskPeriod;
  /** Only of WINDOW. */
  readonly windowS?: number;
  readonly measure: RiskMeasure;
  /** The most that may add up: minor units or payments. */
  readonly max: bigint;
  /** Which currency's payments it adds up; payments in another one pass it by. */
  readonly currencyCode: string;
  /** Whether a refund makes room again, which it does not by itself. A payment that fails or is taken back always does. */
  readonly backOnRefund: boolean;
}

/** What is known of a payment when it is judged. */
export interface RiskFacts {
  readonly merchantId: string;
  /** What the goods are, or else what the merchant is. */
  readonly category: string;
  /** Absent where the payer is another wallet's affair. */
  readonly payerUserId?: string;
  /** Absent: 0. */
  readonly realNameLevel?: RealNameLevel;
  /** Whether the payer gave the payment password for it. */
  readonly isConfirmed?: boolean;
  /** Positive minor units of currencyCode. */
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly way: PaymentWay;
  readonly tender: Tender;
  /** Absent where no bound card pays. */
  readonly card?: PayingCard;
}

/** A bound card that pays, and the bank that issued it. */
export interface PayingCard {
  readonly cardId: string;
  readonly issuer: string;
}

/** The class of the code that the payment came by; undefined where it came by none, or by another wallet's. */
const codeClassOf = ({ way, payerUserId, realNameLevel = 0, isConfirmed }: RiskFacts): CodeClass | undefined => {
  if (payerUserId === undefined) return undefined;
  if (way === "STATIC_QR") return "D";
  if (way !== "BARCODE" && way !== "SOUND" && way !== "DYNAMIC_QR") return undefined;
  if (realNameLevel === 2) return "A";
  return realNameLevel === 1 || isConfirmed ? "B" : "C";
};

const holds = <T>(list: readonly T[] | undefined, value: T | undefined): boolean =>
  list === undefined || (value !== undefined && list.includes(value));

/** Whether the rule has a say in the payment. */
export const appliesTo = ({ isActive, scope, limit }: RiskRule, facts: RiskFacts): boolean =>
  isActive &&
  (!limit || (limit.currencyCode === facts.currencyCode && subjectIdOf(limit.subject, facts) !== undefined)) &&
  holds(scope.ways, facts.way) &&
  holds(scope.tenders, facts.tender) &&
  holds(scope.codeClasses, codeClassOf(facts)) &&
  holds(scope.realNameLevels, facts.payerUserId === undefined ? undefined : (facts.realNameLevel ?? 0)) &&
  holds(scope.categories, facts.category) &&
  holds(scope.merchantIds, facts.merchantId) &&
  holds(scope.cardIds, facts.card?.cardId) &&
  holds(scope.issuers, facts.card?.issuer);

const subjectIdOf = (subject: RiskSubject, { payerUserId, merchantId, card }: RiskFacts): string | undefined =>
  ({ PAYER: payerUserId, CARD: card?.cardId, MERCHANT: merchantId, ISSUER: card && `iss_${card.issuer}` })[subject];

/** The row that a limit's meter is in: one per payer, card, merchant and issuer. */
export const counterIdOf = ({ subject }: RiskLimit, facts: RiskFacts): string => subjectIdOf(subject, facts) ?? "";

/** How much a payment adds to the limit's sum. */
export const weightOf = ({ measure }: RiskLimit, { amount }: RiskFacts): bigint => (measure === "AMOUNT" ? amount : 1n);

/** The name of the period that the instant is in: sums of two names have nothing to do with each other. */
export const periodNameOf = ({ period, windowS = 1 }: RiskLimit, now: Date): string => {
  const civil = chinaTime(now);
  switch (period) {
    case "WINDOW":
      return `${windowS}s-${Math.floor(now.getTime() / (windowS * 1000))}`;
    case "DAY":
      return civil.slice(0, 10);
    case "MONTH":
      return civil.slice(0, 7);
    case "YEAR":
      return civil.slice(0, 4);
    default:
      return "ever";
  }
};

/** Why a rule refuses, in the words of errors.ts. */
export const refusalOf = ({ kind, limit }: RiskRule) => {
  if (kind === "PROHIBITION" || !limit) return "CATEGORY_PROHIBITED";
  if (limit.period === "TRADE") return "TRADE_LIMIT_EXCEEDED";
  if (limit.measure === "COUNT") return "PAYMENTS_TOO_FREQUENT";
  // Cards are payers' sources: another one may have room.
  return limit.subject === "MERCHANT" ? "MERCHANT_LIMIT_EXCEEDED" : "PAYER_LIMIT_EXCEEDED";
};

/** How a rule is named where a decision is stored: `payer-static-qr-day@3`. */
export const ruleNameOf = ({ ruleId, version }: RiskRule): string => `${ruleId}@${version}`;
