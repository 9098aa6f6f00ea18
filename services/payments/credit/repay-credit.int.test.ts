/** Goal: what is owed is paid back once and never more than it is. Method: a real node over a real store, a debt by the ledger's own verb, and the proof. */
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { money } from "../../../kernel/money/money.ts";
import { creditOf, payableOf } from "../ledger/ledger.ts";
import { ledgerModels } from "../ledger/ledger-model.ts";
import { openLedger } from "../ledger/open-ledger.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { anId, cny, MERCHANT } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
let user: Caller;
let serial = 0;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
/** A user with 100.00 who owes 60.00 of a line of 200.00. */
beforeEach(async () => {
  const userId = `usr_owes${++serial}`;
  user = await world.addUser(userId, 10_000n);
  await world.as("service").openCreditLine({ userId, creditLimit: cny(20_000n) });
  const ledger = openLedger(ledgerModels(world.store.connection));
  await world.store.transaction(async (session) => {
    const postings = [{ debit: creditOf(userId, "CNY"), credit: payableOf(MERCHANT, "CNY"), amount: 6_000n }];
    const ids = { entryId: `ent_debt0${serial}`, reason: "FUNDING", subjectId: `debt-${serial}` } as const;
    await ledger.post(session, { ...ids, postings }, world.clock.now());
  });
});
afterAll(async () => {
  expect(await verifyLedger(world.store)).toMatchObject({ problems: 0, mismatches: [] });
  await world.stop();
});

const repay = (amount = cny(4_000n), repayRequestId = anId("repay"), who: Parameters<PaymentsWorld["as"]>[0] = user) =>
  world.as(who).repayCredit({ repayRequestId, amount });

test("P26: the balance pays, and what is owed and what can be drawn follow", async () => {
  expect(await repay()).toEqual({
    repaymentId: expect.stringMatching(/^rpy_/),
    ...{ amount: cny(4_000n), repayTime: world.clock.now(), owedAfter: cny(2_000n) },
  });
  expect(await world.as(user).getCreditLine({})).toMatchObject({ owed: cny(2_000n), available: cny(18_000n) });
  expect((await world.account(`wallet:${user.id}:CNY`)).available).toBe(6_000n);
});

test("P14: the same request id pays back once; with another amount it is refused", async () => {
  const id = anId("repay");
  const first = await repay(cny(1_000n), id);
  let replays = 0;
  const again = world
    .as(user)
    .repayCredit({ repayRequestId: id, amount: cny(1_000n) }, { markReplayed: () => void replays++ });
  expect([await again, replays]).toEqual([first, 1]);
  await expectRefused(world, "REPAY_REQUEST_ID_REUSED", () => repay(cny(1_001n), id));
});

test("P30: of three at once of 40.00 on 60.00 one is paid back", async () => {
  const answers = await Promise.allSettled([repay(), repay(), repay()]);
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await world.as(user).getCreditLine({})).toMatchObject({ owed: cny(2_000n) });
});

test("20 at once under one request id: one", async () => {
  const id = anId("repay");
  const answers = await Promise.all(Array.from({ length: 20 }, () => repay(cny(1_000n), id)));
  expect(new Set(answers.map(({ repaymentId }) => repaymentId)).size).toBe(1);
});

test.each<[string, () => Promise<unknown>]>([
  ["CALLER_UNKNOWN", () => repay(cny(1n), anId("r"), "anonymous")],
  ["CALLER_NOT_ALLOWED", () => repay(cny(1n), anId("r"), "cashier")],
  ["REQUEST_INVALID", () => repay(cny(0n))],
  ["REQUEST_INVALID", () => repay(cny(1n), "")],
  ["WALLET_NOT_FOUND", () => repay(cny(1n), anId("r"), { kind: "user", id: "usr_nowallet" })],
  ["CURRENCY_NOT_HELD", () => repay(money(1n, "JPY"))],
  ["CREDIT_LINE_NOT_OPEN", () => repay(cny(1n), anId("r"), "shopper1")],
  ["REPAYMENT_EXCEEDS_OWED", () => repay(cny(6_001n))],
])("%s and writes nothing", async (reason, call) => {
  await expectRefused(world, reason, call);
});

test("BALANCE_INSUFFICIENT and writes nothing", async () => {
  await world.as(user).transferMoney({
    ...{ transferRequestId: anId("away"), payeeUserId: "usr_demoshopper1", payeePhone: "", note: "" },
    ...{ amount: cny(9_999n), paymentPassword: "" },
  });
  await expectRefused(world, "BALANCE_INSUFFICIENT", () => repay(cny(2n)));
});
