/** Goal: a rule has a say in exactly the payments of its scope, and adds up over civil days. Method: pure, case by case, over the standard set too. */
import { describe, expect, test } from "@jest/globals";
import { appliesTo, periodNameOf, type RiskFacts, type RiskLimit, type RiskRule, refusalOf } from "./risk-rule.ts";
import { STANDARD_RULES } from "./standard-rules.ts";

const facts = (overrides: Partial<RiskFacts> = {}): RiskFacts => ({
  merchantId: "mer_demomarket",
  category: "5411",
  payerUserId: "usr_demoshopper1",
  realNameLevel: 2,
  amount: 10_000n,
  currencyCode: "CNY",
  way: "BARCODE",
  tender: "WALLET_BALANCE",
  ...overrides,
});

const limit = (overrides: Partial<RiskLimit> = {}): RiskLimit => ({
  ...{ subject: "PAYER", period: "DAY", measure: "AMOUNT", max: 1n, currencyCode: "CNY", backOnRefund: false },
  ...overrides,
});

const rule = (scope: RiskRule["scope"], overrides: Partial<RiskRule> = {}): RiskRule => ({
  ...{ ruleId: "a-rule", version: 1, kind: "LIMIT", note: "", isActive: true, scope, limit: limit() },
  ...overrides,
});

const standardFor = (payment: RiskFacts): string[] =>
  STANDARD_RULES.filter((one) => appliesTo(one, payment)).map(({ ruleId }) => ruleId);

describe("P38: the standard rules", () => {
  const single = ["payer-balance-trade", "merchant-trade"];

  test("add up nothing for a payer who is known in full and shows a code of the moment", () => {
    expect(standardFor(facts())).toEqual(single);
    expect(standardFor(facts({ way: "DYNAMIC_QR" }))).toEqual(single);
  });

  test.each<[string, Partial<RiskFacts>, string[]]>([
    ["a static code, class D at every level", { way: "STATIC_QR" }, ["payer-static-qr-day", "payer-static-qr-often"]],
    ["level 1, class B", { realNameLevel: 1 }, ["payer-class-b-day", "payer-low-level-often", "payer-level-1-year"]],
    [
      "level 0, class C",
      { realNameLevel: undefined },
      ["payer-class-c-day", "payer-low-level-often", "payer-level-0-ever"],
    ],
    [
      "level 0 with the payment password, class B",
      { realNameLevel: 0, isConfirmed: true, way: "DYNAMIC_QR" },
      ["payer-class-b-day", "payer-low-level-often", "payer-level-0-ever"],
    ],
    [
      "level 0 in a window: no code",
      { realNameLevel: 0, way: "IN_WINDOW" },
      ["payer-low-level-often", "payer-level-0-ever"],
    ],
  ])("%s", (_, overrides, more) => {
    expect(standardFor(facts(overrides))).toEqual([...single, ...more]);
  });

  test("of a funding source hold for that one", () => {
    expect(standardFor(facts({ tender: "BANK_CARD" }))).toEqual([
      ...["payer-card-trade", "merchant-trade", "payer-card-day", "payer-card-month"],
    ]);
    expect(standardFor(facts({ tender: "CREDIT_LINE" }))).toEqual([
      ...["payer-credit-trade", "merchant-trade", "payer-credit-month", "merchant-credit-day"],
    ]);
  });

  test("leave the payers of other wallets to those", () => {
    expect(standardFor(facts({ payerUserId: undefined, tender: "WECHAT_LIKE" }))).toEqual(["merchant-trade"]);
  });

  test("T10: forbid goods whatever else is true of the payment", () => {
    expect(standardFor(facts({ category: "7995", payerUserId: undefined, way: "TILL", currencyCode: "USD" }))).toEqual([
      "goods-prohibited",
    ]);
  });

  test("have names that a counter's row can hold, each once", () => {
    const ids = STANDARD_RULES.map(({ ruleId }) => ruleId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const ruleId of ids) expect(ruleId).toMatch(/^[a-z][a-z0-9-]{1,39}$/);
  });
});

test.each<[string, RiskRule, boolean]>([
  ["an empty scope is everything", rule({}), true],
  ["every list must have it", rule({ ways: ["BARCODE"], categories: ["5812"] }), false],
  ["an inactive rule has no say", rule({}, { isActive: false }), false],
  ["a limit in another currency has none", rule({}, { limit: limit({ currencyCode: "USD" }) }), false],
  ["one merchant's rule", rule({ merchantIds: ["mer_other1"] }), false],
])("%s", (_, one, applies) => {
  expect(appliesTo(one, facts())).toBe(applies);
});

describe("a civil day at +08:00", () => {
  const nameAt = (overrides: Partial<RiskLimit>, instant: string) => periodNameOf(limit(overrides), new Date(instant));

  test("ends at 16:00 UTC", () => {
    expect(nameAt({}, "2026-02-28T15:59:59.999Z")).toBe("2026-02-28");
    expect(nameAt({}, "2026-02-28T16:00:00.000Z")).toBe("2026-03-01");
  });

  test("and so do months and years", () => {
    expect(nameAt({ period: "MONTH" }, "2026-02-28T16:00:00.000Z")).toBe("2026-03");
    expect(nameAt({ period: "YEAR" }, "2026-12-31T16:00:00.000Z")).toBe("2027");
  });

  test("windows follow each other; for ever has one name", () => {
    const windowS = 60;
    expect(nameAt({ period: "WINDOW", windowS }, "1970-01-01T00:00:59.999Z")).toBe("60s-0");
    expect(nameAt({ period: "WINDOW", windowS }, "1970-01-01T00:01:00.000Z")).toBe("60s-1");
    expect(nameAt({ period: "EVER" }, "1970-01-01T00:01:00.000Z")).toBe("ever");
  });
});

test.each<[Partial<RiskLimit> | undefined, string]>([
  [undefined, "CATEGORY_PROHIBITED"],
  [{ period: "TRADE" }, "TRADE_LIMIT_EXCEEDED"],
  [{ measure: "COUNT", period: "WINDOW" }, "PAYMENTS_TOO_FREQUENT"],
  [{}, "PAYER_LIMIT_EXCEEDED"],
  [{ subject: "MERCHANT", period: "MONTH" }, "MERCHANT_LIMIT_EXCEEDED"],
])("a rule with limit %p refuses with %s", (overrides, reason) => {
  const one = overrides ? rule({}, { limit: limit(overrides) }) : rule({}, { kind: "PROHIBITION", limit: undefined });
  expect(refusalOf(one)).toBe(reason);
});
