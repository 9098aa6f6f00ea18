/**
 * Goal: a limit may be a card's own, or one of all the cards of a bank; it holds to the fen whoever pays at once, and what fails makes its room again. Method: three
 * replicas over one store, bound cards behind a channel with a script, rules that an operator puts.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { fixedClock } from "../../../kernel/time/clock.ts";
import { RiskMeasure, RiskPeriod, RiskScope, RiskSubject } from "../../../proto/gen/paywindow/payments/v1/risk.ts";
import { aPayment, cny, MERCHANT } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { scriptedChannel } from "../testing/scripted-channel.ts";
import { aLimit, aRule, withRule as withRuleHere } from "../testing/with-rule.ts";
import type { RiskCounterRow } from "./risk-counter-model.ts";

const NODES = 3;
const BANK = "招商银行";
const clock = fixedClock("2026-03-01T04:00:00.000Z");
const bank = scriptedChannel({ channelId: "bank-card", clock });
let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld({ nodes: NODES, clock, channels: [bank] });
});
afterAll(() => world.stop());

let users = 0;
/** One who has nothing but cards. */
const aHolder = async (cards = 1) => {
  const id = `usr_cardlimits${++users}`;
  const payer = await world.addUser(id, 0n);
  const cardIds: string[] = [];
  for (let n = 0; n < cards; n++) cardIds.push(await world.addCard(id));
  return { payer, cardIds };
};
type Payer = Awaited<ReturnType<typeof aHolder>>["payer"];

const payBy = (paymentCode: string, amount: bigint, node = 0) =>
  world.as("cashier", node).payTrade(aPayment({ paymentCode, amount: cny(amount) }), { idempotencyKey: aKey() });
const pay = async (payer: Payer, amount: bigint, node = 0) => payBy(await world.code(payer), amount, node);

/** A phone shows a code a second. */
const codesOf = async (payer: Payer, count: number): Promise<string[]> => {
  const codes: string[] = [];
  for (let n = 0; n < count; n++) {
    codes.push(await world.code(payer));
    clock.advance(1_000);
  }
  return codes;
};

/** The rule holds on every node from the start. */
const withRule: typeof withRuleHere = (world, rule, work) =>
  withRuleHere(world, rule, (put) => {
    clock.advance(1_000);
    return work(put);
  });

const usedOf = async (id: string, ruleId: string): Promise<bigint | undefined> =>
  (await world.rows<RiskCounterRow>("RiskCounter", { _id: id }))[0]?.meters[ruleId]?.used;

const outcomes = (results: readonly PromiseSettledResult<unknown>[]) => ({
  paid: results.filter(({ status }) => status === "fulfilled").length,
  reasons: [...new Set(results.flatMap((result) => (result.status === "rejected" ? [result.reason.reason] : [])))],
});

const { RISK_SUBJECT_CARD, RISK_SUBJECT_ISSUER, RISK_SUBJECT_PAYER } = RiskSubject;
const scopeOf = (scope: Partial<RiskScope>) => RiskScope.fromPartial({ merchantIds: [MERCHANT], ...scope });

describe("P26, P38, T8: fifty at once never pass", () => {
  test("the day of one card, and the refused have counted nothing", async () => {
    const { payer, cardIds } = await aHolder();
    const rule = aRule({ limit: aLimit({ subject: RISK_SUBJECT_CARD, max: 7_000n }) });
    await withRule(world, rule, async ({ ruleId }) => {
      const all = (await codesOf(payer, 50)).map((code, n) => payBy(code, 1_000n, n % NODES));
      // The first source in the payer's order, which has nothing, says why.
      expect(outcomes(await Promise.allSettled(all))).toEqual({ paid: 7, reasons: ["BALANCE_INSUFFICIENT"] });
      expect(await usedOf(cardIds[0]!, ruleId)).toBe(7_000n);
      expect(await usedOf(payer.id, ruleId)).toBeUndefined();
    });
  });

  test("the day of a bank, whoever has bound its cards", async () => {
    const holders = await Promise.all(Array.from({ length: 50 }, () => aHolder()));
    const scope = scopeOf({ issuers: [BANK] });
    const rule = aRule({ scope, limit: aLimit({ subject: RISK_SUBJECT_ISSUER, max: 11_500n }) });
    await withRule(world, rule, async ({ ruleId }) => {
      const all = holders.map(({ payer }, n) => pay(payer, 1_000n, n % NODES));
      expect(outcomes(await Promise.allSettled(all))).toEqual({ paid: 11, reasons: ["BALANCE_INSUFFICIENT"] });
      expect(await usedOf(`iss_${BANK}`, ruleId)).toBe(11_000n);
    });
  });
});

test("P38: a payment that the bank refuses gives back what it counted of card and bank", async () => {
  const { payer, cardIds } = await aHolder();
  const ofCard = aRule({ limit: aLimit({ subject: RISK_SUBJECT_CARD, max: 1_000n }) });
  const ofBank = aRule({ limit: aLimit({ subject: RISK_SUBJECT_ISSUER, max: 1_000n }) });
  await withRule(world, ofCard, ({ ruleId: cardRule }) =>
    withRule(world, ofBank, async ({ ruleId: bankRule }) => {
      bank.plan("pay", { payment: "FAILED", refusal: "CARD_REFUSED" });
      await expect(pay(payer, 1_000n)).rejects.toMatchObject({ reason: "CARD_REFUSED" });
      expect([await usedOf(cardIds[0]!, cardRule), await usedOf(`iss_${BANK}`, bankRule)]).toEqual([0n, 0n]);
      await pay(payer, 1_000n);
      expect([await usedOf(cardIds[0]!, cardRule), await usedOf(`iss_${BANK}`, bankRule)]).toEqual([1_000n, 1_000n]);
    }),
  );
});

test("P11, P38: a card without room is passed over for the payer's next one", async () => {
  const { payer, cardIds } = await aHolder(2);
  const scope = scopeOf({ cardIds: [cardIds[0]!] });
  const limit = aLimit({ subject: RISK_SUBJECT_PAYER, period: RiskPeriod.RISK_PERIOD_TRADE, max: 999n });
  await withRule(world, aRule({ scope, limit }), async () => {
    const { tradeId } = await pay(payer, 1_000n);
    expect(await world.rows("PaymentAttempt", { tradeId })).toMatchObject([{ cardId: cardIds[1] }]);
  });
});

test("a rule of cards has no say where no card pays", async () => {
  const payer = await world.addUser("usr_cardlimitscash", 5_000n);
  for (const subject of [RISK_SUBJECT_CARD, RISK_SUBJECT_ISSUER]) {
    const limit = aLimit({ subject, measure: RiskMeasure.RISK_MEASURE_COUNT, max: 0n });
    await withRule(world, aRule({ limit }), () => pay(payer, 1_000n));
  }
});

test("a scope that names what no card or bank can be is refused by field", async () => {
  const putting = world
    .as("operator")
    .putRiskRule({ rule: aRule({ scope: scopeOf({ cardIds: ["mer_1"], issuers: [""] }) }) });
  await expect(putting).rejects.toMatchObject({
    fields: [{ field: "rule.scope.card_ids" }, { field: "rule.scope.issuers" }],
  });
});
