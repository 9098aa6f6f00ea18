/**
 * Goal: limits hold whatever races for them, and what is given back can be used once more, once. Method: judgeRisk on a real store with rules of the test's own;
 * every payment is a transaction, as it is in the service.
 */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { openStore, type Store } from "../../../kernel/store/open-store.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { tradeModel } from "../trade/trade-model.ts";
import { giveBackRefunded, giveBackRisk } from "./give-back-risk.ts";
import { judgeRisk, type RiskVerdict } from "./judge-risk.ts";
import { type RiskCounterRow, riskCounterModel } from "./risk-counter-model.ts";
import type { RiskMark } from "./risk-mark.ts";
import type { RiskFacts, RiskLimit, RiskRule } from "./risk-rule.ts";

const NOW = new Date("2026-03-01T04:00:00.000Z");
const TOMORROW = new Date("2026-03-02T04:00:00.000Z");
let store: Store;
let rules: RiskRule[] = [];

const parts = () => ({
  riskRules: { current: async () => rules, forget: () => {} },
  riskCounters: riskCounterModel(store.connection),
});

beforeAll(async () => {
  store = await openStore({ name: "risk", mongodbUri: process.env["MONGODB_URI"] });
  riskCounterModel(store.connection);
  await store.ready();
});
afterAll(() => store.close());
beforeEach(async () => {
  await riskCounterModel(store.connection).deleteMany({});
});

const aRule = (ruleId: string, overrides: Partial<RiskLimit>): RiskRule => ({
  ...{ ruleId, version: 3, kind: "LIMIT", note: "", isActive: true, scope: {} },
  limit: {
    subject: "PAYER",
    period: "DAY",
    measure: "AMOUNT",
    max: 100n,
    currencyCode: "CNY",
    backOnRefund: false,
    ...overrides,
  },
});

const facts = (overrides: Partial<RiskFacts> = {}): RiskFacts => ({
  ...{
    merchantId: "mer_demomarket",
    category: "5411",
    payerUserId: "usr_demoshopper1",
    amount: 10n,
    currencyCode: "CNY",
  },
  ...{ way: "BARCODE", tender: "WALLET_BALANCE", ...overrides },
});

const judge = (overrides: Partial<RiskFacts> = {}, now = NOW): Promise<RiskVerdict> =>
  runAgainOnDuplicate(() => store.transaction((session) => judgeRisk(parts(), session, facts(overrides), now)));

const marksOf = (verdict: RiskVerdict): readonly RiskMark[] => {
  if ("refuse" in verdict) throw new Error(`refused by ${verdict.rule.ruleId}`);
  return verdict.pass;
};

const giveBack = (marks: readonly RiskMark[]) => store.transaction((session) => giveBackRisk(parts(), session, marks));

const counters = (): Promise<RiskCounterRow[]> =>
  riskCounterModel(store.connection).find().sort({ _id: 1 }).lean<RiskCounterRow[]>();

const outcomes = (verdicts: readonly RiskVerdict[]) => ({
  passed: verdicts.filter((verdict) => "pass" in verdict).length,
  reasons: [...new Set(verdicts.flatMap((verdict) => ("refuse" in verdict ? [verdict.refuse] : [])))],
});

describe("P26, P38: fifty at once at a limit", () => {
  test.each<[string, Partial<RiskLimit>, Partial<RiskFacts>, number, string]>([
    ["of a payer's day", { max: 105n }, {}, 10, "PAYER_LIMIT_EXCEEDED"],
    ["of a merchant's month", { subject: "MERCHANT", period: "MONTH", max: 200n }, {}, 20, "MERCHANT_LIMIT_EXCEEDED"],
    [
      "of a window's count",
      { measure: "COUNT", period: "WINDOW", windowS: 60, max: 7n },
      {},
      7,
      "PAYMENTS_TOO_FREQUENT",
    ],
    ["that is smaller than one payment", { max: 9n }, {}, 0, "PAYER_LIMIT_EXCEEDED"],
  ])("%s: exactly what fits", async (_, limit, overrides, fits, reason) => {
    rules = [aRule("the-limit", limit)];
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => judge(overrides)));
    expect(outcomes(verdicts)).toEqual({ passed: fits, reasons: [reason] });
    // And at the beginning of the next period, which the first of them finds there.
    const later = new Date("2027-05-01T04:00:00.000Z");
    expect(outcomes(await Promise.all(Array.from({ length: 50 }, () => judge(overrides, later)))).passed).toBe(fits);
  });

  test("fifty payers at one merchant: exactly what fits, and who did not fit is not counted as payer either", async () => {
    rules = [aRule("of-payer", {}), aRule("of-merchant", { subject: "MERCHANT", max: 250n })];
    const verdicts = await Promise.all(Array.from({ length: 50 }, (_, n) => judge({ payerUserId: `usr_payer${n}` })));
    expect(outcomes(verdicts)).toEqual({ passed: 25, reasons: ["MERCHANT_LIMIT_EXCEEDED"] });
    const used = (await counters()).flatMap(({ meters }) => meters["of-payer"]?.used ?? []);
    expect(used.reduce((sum, one) => sum + one)).toBe(250n);
  });
});

test("no rule, no write", async () => {
  rules = [aRule("one-trade", { period: "TRADE" }), { ...aRule("off", {}), isActive: false }];
  expect(await judge()).toEqual({ pass: [{ rule: "one-trade@3" }] });
  expect(await counters()).toEqual([]);
});

test("one row of a payer holds all that is counted of it, and the marks say so", async () => {
  rules = [
    aRule("by-day", {}),
    aRule("by-month", { period: "MONTH" }),
    aRule("by-count", { measure: "COUNT", period: "EVER" }),
  ];
  const marks = marksOf(await judge());
  expect(marks.map(({ rule, sum }) => [rule, sum?.period, sum?.used])).toEqual([
    ["by-day@3", "2026-03-01", 10n],
    ["by-month@3", "2026-03", 10n],
    ["by-count@3", "ever", 1n],
  ]);
  await judge();
  await judge({}, TOMORROW);
  expect(await counters()).toEqual([
    {
      _id: "usr_demoshopper1",
      meters: {
        "by-day": { period: "2026-03-02", used: 10n },
        "by-month": { period: "2026-03", used: 30n },
        "by-count": { period: "ever", used: 3n },
      },
    },
  ]);
});

test("T8: a new version of a rule goes on counting where the old one stood", async () => {
  rules = [aRule("by-day", { max: 20n })];
  await judge();
  await judge();
  expect(await judge()).toMatchObject({ refuse: "PAYER_LIMIT_EXCEEDED", rule: { ruleId: "by-day", version: 3 } });
  rules = [{ ...aRule("by-day", { max: 30n }), version: 4 }];
  expect(marksOf(await judge())[0]?.rule).toBe("by-day@4");
  expect(await judge()).toMatchObject({ refuse: "PAYER_LIMIT_EXCEEDED", rule: { version: 4 } });
});

test("T10 goes before every limit, and a limit of one trade before those that add up", async () => {
  const prohibition: RiskRule = {
    ...aRule("goods", {}),
    kind: "PROHIBITION",
    scope: { categories: ["7995"] },
    limit: undefined,
  };
  rules = [prohibition, aRule("one-trade", { period: "TRADE", max: 50n }), aRule("by-day", { max: 50n })];
  expect(await judge({ category: "7995", amount: 51n })).toMatchObject({ refuse: "CATEGORY_PROHIBITED" });
  expect(await judge({ amount: 51n })).toMatchObject({ refuse: "TRADE_LIMIT_EXCEEDED" });
  expect(await counters()).toEqual([]);
});

describe("P38: given back", () => {
  const used = async (): Promise<bigint[]> => (await counters()).map(({ meters }) => meters["by-day"]?.used ?? -1n);

  test("a failed payment makes exactly the room that it took", async () => {
    rules = [aRule("by-day", {}), aRule("by-month", { period: "MONTH" })];
    const marks = marksOf(await judge({ amount: 100n }));
    expect(await judge({ amount: 1n })).toHaveProperty("refuse");
    await giveBack(marks);
    expect(await used()).toEqual([0n]);
    marksOf(await judge({ amount: 100n }));
  });

  test("yesterday's payment gives nothing to today, but to the month", async () => {
    rules = [aRule("by-day", {}), aRule("by-month", { period: "MONTH" })];
    const marks = marksOf(await judge());
    marksOf(await judge({ amount: 20n }, TOMORROW));
    await giveBack(marks);
    const [row] = await counters();
    expect(row?.meters).toEqual({
      "by-day": { period: "2026-03-02", used: 20n },
      "by-month": { period: "2026-03", used: 20n },
    });
  });

  test("a refund gives nothing back, unless the rule says so", async () => {
    rules = [
      aRule("by-day", {}),
      aRule("back", { backOnRefund: true, max: 1_000n }),
      aRule("count", { backOnRefund: true, measure: "COUNT" }),
    ];
    const marks = marksOf(await judge({ amount: 50n }));
    const trades = tradeModel(store.connection);
    const tradeId = "trd_judged1";
    await trades.collection.insertOne({ _id: tradeId, risk: marks } as never);
    const refund = (amount: bigint, isWhole: boolean) =>
      store.transaction(async (session) => {
        const risk = (await findRow(trades, { _id: tradeId }, session))?.risk ?? [];
        await giveBackRefunded({ ...parts(), trades }, session, { tradeId, risk }, { amount, isWhole });
      });
    const meters = async () => {
      const [row] = await counters();
      return ["by-day", "back", "count"].map((ruleId) => row?.meters[ruleId]?.used);
    };
    await refund(20n, false);
    expect(await meters()).toEqual([50n, 30n, 1n]);
    await refund(30n, true);
    expect(await meters()).toEqual([50n, 0n, 0n]);
    await refund(30n, true);
    expect(await meters()).toEqual([50n, 0n, 0n]);
  });

  test("P29: whatever the store makes run again, sums come out as if nothing had", async () => {
    if (store.engine === "mongodb") return;
    rules = [aRule("by-day", { max: 1_000n }), aRule("of-merchant", { subject: "MERCHANT", max: 1_000n })];
    store.faults({ seed: 7, transientBefore: 0.4, unknownAfter: 0.3 });
    try {
      const verdicts = await Promise.all(Array.from({ length: 20 }, () => judge()));
      for (const verdict of verdicts.slice(0, 15)) await giveBack(marksOf(verdict));
    } finally {
      store.faults(undefined);
    }
    const sums = (await counters()).flatMap(({ meters }) => Object.values(meters).map((meter) => meter.used));
    expect(sums).toEqual([50n, 50n]);
  });
});
