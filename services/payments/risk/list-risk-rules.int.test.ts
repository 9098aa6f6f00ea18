/** ListRiskRules: what counts, in the order in which it is asked. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { expectRefused } from "../testing/expect-refused.ts";
import { expectOperatorsOnly } from "../testing/operator-refusals.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { STANDARD_RULES } from "./standard-rules.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

test("lists the standard rules: prohibitions, then limits of one trade, then those that add up", async () => {
  const { rules } = await world.as("operator").listRiskRules({ ruleId: "" });
  expect(new Set(rules.map(({ ruleId }) => ruleId))).toEqual(new Set(STANDARD_RULES.map(({ ruleId }) => ruleId)));
  const ranks = rules.map(({ kind, limit }) => (kind === 2 ? 0 : limit?.period === 1 ? 1 : 2));
  expect(ranks).toEqual(ranks.toSorted());
});

test("of a rule that nobody made there is no version", async () => {
  expect(await world.as("operator").listRiskRules({ ruleId: "no-rule" })).toEqual({ rules: [] });
  await expectRefused(world, "REQUEST_INVALID", () => world.as("operator").listRiskRules({ ruleId: "No rule" }));
});

test("is for operators", () => expectOperatorsOnly(world, (client) => client.listRiskRules({ ruleId: "" })));
