import { aKey, overRemoteDoor } from "../../../kernel/harness/test-node.ts";
import { MerchantFeature as Feature, type MerchantFeature } from "../../../proto/gen/paywindow/payments/v1/merchant.ts";
import {
  RiskKind,
  type RiskLimit,
  RiskMeasure,
  RiskPeriod,
  type RiskRule,
  RiskScope,
  RiskSubject,
} from "../../../proto/gen/paywindow/payments/v1/risk.ts";
import { MERCHANT } from "./builders.ts";
import type { PaymentsWorld } from "./payments-world.ts";

const EVERYTHING = RiskScope.create();

export const aLimit = (overrides: Partial<RiskLimit> = {}): RiskLimit => ({
  ...{ subject: RiskSubject.RISK_SUBJECT_PAYER, period: RiskPeriod.RISK_PERIOD_DAY, windowS: 0 },
  ...{ measure: RiskMeasure.RISK_MEASURE_AMOUNT, max: 0n, currencyCode: "CNY", backOnRefund: false, ...overrides },
});

/** A rule for the demo's merchant alone, of an id that no other rule has. */
export const aRule = (overrides: Partial<RiskRule> = {}): RiskRule => ({
  ...{ ruleId: `test-${aKey().toLowerCase().slice(0, 20)}`, version: 0, kind: RiskKind.RISK_KIND_LIMIT, note: "" },
  ...{ active: true, scope: { ...EVERYTHING, merchantIds: [MERCHANT] }, limit: aLimit(), ...overrides },
});

/** For each reason of a risk rule one that refuses every payment of the demo's merchant with it. */
const REFUSING: Readonly<Record<string, () => RiskRule>> = {
  // 5999: the demo's merchant says nothing of what it sells.
  CATEGORY_PROHIBITED: () =>
    aRule({
      ...{ kind: RiskKind.RISK_KIND_PROHIBITION, limit: undefined },
      scope: { ...EVERYTHING, categories: ["5999"], merchantIds: [MERCHANT] },
    }),
  TRADE_LIMIT_EXCEEDED: () => aRule({ limit: aLimit({ period: RiskPeriod.RISK_PERIOD_TRADE }) }),
  PAYMENTS_TOO_FREQUENT: () =>
    aRule({
      limit: aLimit({
        ...{ period: RiskPeriod.RISK_PERIOD_WINDOW, windowS: 60, measure: RiskMeasure.RISK_MEASURE_COUNT },
      }),
    }),
  PAYER_LIMIT_EXCEEDED: () => aRule(),
  MERCHANT_LIMIT_EXCEEDED: () => aRule({ limit: aLimit({ subject: RiskSubject.RISK_SUBJECT_MERCHANT }) }),
};

/** Over a remote door any replica may have taken the rule; a second later all of them go by it. */
const letItSpread = (world: PaymentsWorld): void => {
  if (overRemoteDoor) world.clock.advance(1_000);
};

/** Puts a rule for as long as the work takes. */
export const withRule = async <T>(
  world: PaymentsWorld,
  rule: RiskRule,
  work: (rule: RiskRule) => Promise<T>,
): Promise<T> => {
  const put = await world.as("operator").putRiskRule({ rule });
  letItSpread(world);
  try {
    return await work(put);
  } finally {
    await world.as("operator").putRiskRule({ rule: { ...put, active: false } });
    letItSpread(world);
  }
};

/** For as long as the work takes every payment of the demo's merchant is refused with the reason. Tells the rule's name, as decisions are stored with it. */
export const refusingWith = <T>(
  world: PaymentsWorld,
  reason: string,
  work: (ruleName: string) => Promise<T>,
): Promise<T> => {
  const rule = REFUSING[reason];
  if (!rule) throw new Error(`no risk rule refuses with ${reason}`);
  return withRule(world, rule(), ({ ruleId, version }) => work(`${ruleId}@${version}`));
};

/** Suspends features of the demo's merchant for as long as the work takes. */
export const withSuspended = async <T>(
  world: PaymentsWorld,
  features: readonly (keyof typeof FEATURES)[],
  work: () => Promise<T>,
): Promise<T> => {
  const numbers = features.map((feature) => FEATURES[feature]);
  await world.as("operator").suspendMerchant({ merchantId: MERCHANT, features: numbers, note: "test" });
  try {
    return await work();
  } finally {
    await world.as("operator").resumeMerchant({ merchantId: MERCHANT, features: numbers });
  }
};

const FEATURES = {
  ALL: Feature.MERCHANT_FEATURE_ALL,
  BARCODE: Feature.MERCHANT_FEATURE_BARCODE,
  SOUND: Feature.MERCHANT_FEATURE_SOUND,
  DYNAMIC_QR: Feature.MERCHANT_FEATURE_DYNAMIC_QR,
  STATIC_QR: Feature.MERCHANT_FEATURE_STATIC_QR,
  IN_WINDOW: Feature.MERCHANT_FEATURE_IN_WINDOW,
  REFUND: Feature.MERCHANT_FEATURE_REFUND,
  TILL: Feature.MERCHANT_FEATURE_TILL,
} as const satisfies Record<string, MerchantFeature>;
