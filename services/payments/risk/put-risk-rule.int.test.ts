/** PutRiskRule: every change of a rule is a version, and nobody overwrites what they have not seen. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type RiskLimit, type RiskRule, RiskScope } from "../../../proto/gen/paywindow/payments/v1/risk.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { expectOperatorsOnly } from "../testing/operator-refusals.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld({ nodes: 2 });
});
afterAll(() => world.stop());

const scope = RiskScope.create();
const limit: RiskLimit = {
  ...{ subject: 1, period: 3, windowS: 0, measure: 1, max: 80_000n, currencyCode: "CNY", backOnRefund: false },
};

const aRule = (overrides: Partial<RiskRule> = {}): RiskRule => ({
  ...{ ruleId: "a-rule", version: 0, kind: 1, note: "每日限额", active: true },
  ...{ scope: { ...scope, ways: ["STATIC_QR"], realNameLevels: [0, 1] }, limit, ...overrides },
});

const put = (rule: RiskRule, node = 0, markReplayed = () => {}) =>
  world.as("operator", node).putRiskRule({ rule }, { markReplayed });

test("makes version after version, and keeps them all", async () => {
  const first = await put(aRule());
  expect(first).toEqual(aRule({ version: 1 }));
  const second = await put(aRule({ version: 1, active: false }));
  expect(second).toEqual(aRule({ version: 2, active: false }));
  const { rules } = await world.as("operator").listRiskRules({ ruleId: "a-rule" });
  expect(rules).toEqual([second, first]);
});

test("the same body again is the same version, marked as replayed", async () => {
  const first = await put(aRule({ ruleId: "again" }));
  let replayed = 0;
  expect(await put(aRule({ ruleId: "again" }), 1, () => void replayed++)).toEqual(first);
  expect(replayed).toBe(1);
  expect(await world.rows("RiskRule", { ruleId: "again" })).toHaveLength(1);
});

test("a standard rule is replaced by its next version", async () => {
  const [standard] = (await world.as("operator").listRiskRules({ ruleId: "payer-class-b-day" })).rules;
  const doubled = await put({ ...standard!, limit: { ...standard!.limit!, max: 1_000_000n } });
  expect(doubled).toMatchObject({ version: 2, limit: { max: 1_000_000n } });
  expect((await world.as("operator").listRiskRules({ ruleId: "payer-class-b-day" })).rules).toEqual([
    doubled,
    standard,
  ]);
});

test("RISK_RULE_CHANGED: of eight operators who change one version at once, one does", async () => {
  await put(aRule({ ruleId: "raced" }));
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, n) => put(aRule({ ruleId: "raced", version: 1, note: `by ${n}` }), n % 2)),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const result of results)
    if (result.status === "rejected") expect(result.reason).toMatchObject({ reason: "RISK_RULE_CHANGED" });
  expect(await world.rows("RiskRule", { ruleId: "raced", isCurrent: true })).toHaveLength(1);
});

test.each<[string, Partial<RiskRule>]>([
  ["a rule that is there", { ruleId: "raced" }],
  ["a version that is to come", { ruleId: "raced", version: 3 }],
  ["a rule that is not there", { ruleId: "new-one", version: 1 }],
])("RISK_RULE_CHANGED for %s", async (_, overrides) => {
  await expectRefused(world, "RISK_RULE_CHANGED", () => put(aRule({ ...overrides, note: "another" })));
});

test.each<[string, Partial<RiskRule>]>([
  ["rule.rule_id", { ruleId: "Has.Dots" }],
  ["rule.kind", { kind: 9 as never }],
  ["rule.limit.period", { limit: { ...limit, period: 0 } }],
  ["rule.limit.window_s", { limit: { ...limit, period: 2 } }],
  ["rule.limit.window_s", { limit: { ...limit, windowS: 60 } }],
  ["rule.limit.max", { limit: { ...limit, max: -1n } }],
  ["rule.limit.currency_code", { limit: { ...limit, currencyCode: "XXX" } }],
  ["rule.scope.ways", { scope: { ...scope, ways: ["SMOKE"] } }],
  ["rule.scope.real_name_levels", { scope: { ...scope, realNameLevels: [3] } }],
  ["rule.scope.merchant_ids", { scope: { ...scope, merchantIds: ["usr_demoshopper1"] } }],
  ["rule.scope.categories", { kind: 2, scope, limit: undefined }],
  ["rule.limit", { kind: 2, scope: { ...scope, categories: ["7995"] } }],
])("REQUEST_INVALID at %s", async (field, overrides) => {
  const refusal = await expectRefused(world, "REQUEST_INVALID", () => put(aRule(overrides)));
  expect(refusal.fields).toEqual([field]);
});

test("is for operators", () => expectOperatorsOnly(world, (client) => client.putRiskRule({ rule: aRule() })));
