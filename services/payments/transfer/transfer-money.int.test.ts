/** Goal: a transfer moves money once and never makes or loses any (O7). Method: two real nodes over a real store; repetitions, races, faults, and the proof. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { money } from "../../../kernel/money/money.ts";
import type { TransferMoneyRequest } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { anId, cny } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

const PASSWORD = "280517";
let world: PaymentsWorld;
let payer: Caller;
let payee: Caller;
let serial = 0;
beforeAll(async () => {
  world = await startPaymentsWorld({ nodes: 2 });
});
beforeEach(async () => {
  serial += 1;
  payer = await world.addUser(`usr_payer${serial}`, 50_000n);
  payee = await world.addUser(`usr_payee${serial}`, 50_000n);
});
afterAll(async () => {
  expect(await verifyLedger(world.store)).toMatchObject({ problems: 0, mismatches: [] });
  await world.stop();
});

const aTransfer = (overrides: Partial<TransferMoneyRequest> = {}): TransferMoneyRequest => ({
  transferRequestId: anId("transfer"),
  payeeUserId: payee.id,
  payeePhone: "",
  amount: cny(3_000n),
  note: "午饭",
  paymentPassword: "",
  ...overrides,
});
const transfer = (request = aTransfer(), who: Caller = payer, node = 0) => world.as(who, node).transferMoney(request);
const balanceOf = async ({ id }: Caller) => (await world.account(`wallet:${id}:CNY`)).available;
const balances = async () => [await balanceOf(payer), await balanceOf(payee)];

test("O7: the amount leaves one wallet and reaches the other by one entry that sums to zero", async () => {
  const request = aTransfer();
  const answer = await transfer(request);
  expect(answer).toEqual({
    transferId: expect.stringMatching(/^trf_/),
    transferRequestId: request.transferRequestId,
    ...{ payerUserId: payer.id, payerDisplayName: "赵", payeeUserId: payee.id, payeeDisplayName: "赵**" },
    ...{ amount: cny(3_000n), note: "午饭", transferTime: world.clock.now() },
  });
  expect(await balances()).toEqual([47_000n, 53_000n]);
  const [debitAccountId, creditAccountId] = [payer, payee].map(({ id }) => `wallet:${id}:CNY`);
  expect(await world.entries(answer.transferId)).toMatchObject([
    { reason: "TRANSFER", postings: [{ debitAccountId, creditAccountId, amount: 3_000n, currencyCode: "CNY" }] },
  ]);
});

test("O7: to a phone number; what comes back names the payee by id and masked name", async () => {
  const request = aTransfer({ payeeUserId: "", payeePhone: "13800000002" });
  expect(await transfer(request)).toMatchObject({ payeeUserId: "usr_demoshopper2", payeeDisplayName: "王**" });
});

test("O7: 50 at once under one request id on two nodes: one movement, 50 equal answers", async () => {
  const request = aTransfer();
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => transfer(request, payer, n % 2)));
  expect(new Set(answers.map(({ transferId }) => transferId)).size).toBe(1);
  expect(await balances()).toEqual([47_000n, 53_000n]);
  expect(await world.rows("Transfer", { payerUserId: payer.id })).toHaveLength(1);
});

test("P14: a repetition is marked and needs no password; the same id with another body is refused", async () => {
  const request = aTransfer();
  const first = await transfer(request);
  let replays = 0;
  const again = world.as(payer).transferMoney(request, { markReplayed: () => void replays++ });
  expect([await again, replays]).toEqual([first, 1]);
  for (const other of [{ amount: cny(3_001n) }, { note: "" }, { payeeUserId: "usr_demoshopper2" }])
    await expectRefused(world, "TRANSFER_REQUEST_ID_REUSED", () => transfer({ ...request, ...other }));
});

test("O7: opposite transfers between two wallets, all at once: every one ends, and no fen is made or lost", async () => {
  const there = Array.from({ length: 20 }, (_, n) => transfer(aTransfer({ amount: cny(100n) }), payer, n % 2));
  const back = Array.from({ length: 20 }, (_, n) =>
    transfer(aTransfer({ amount: cny(50n), payeeUserId: payer.id }), payee, n % 2),
  );
  await Promise.all([...there, ...back]);
  expect(await balances()).toEqual([49_000n, 51_000n]);
});

test("P26: of ten at once that the balance covers once, one is made", async () => {
  const poor = await world.addUser(`usr_poor${serial}`, 3_999n);
  const answers = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => transfer(aTransfer(), poor, n % 2)));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await balanceOf(poor)).toBe(999n);
});

describe("the payment password", () => {
  test("is needed above the payer's own limit, and there alone", async () => {
    await world.as(payer).setPaymentPassword({ paymentPassword: PASSWORD });
    await world.as(payer).setPasswordFreeLimit({ limit: cny(3_000n), paymentPassword: PASSWORD });
    await transfer();
    const above = aTransfer({ amount: cny(3_001n) });
    await expectRefused(world, "PAYMENT_PASSWORD_NEEDED", () => transfer(above));
    await expectRefused(world, "PAYMENT_PASSWORD_WRONG", () => transfer({ ...above, paymentPassword: "731942" }), [
      "PaymentPassword",
    ]);
    await transfer({ ...above, paymentPassword: PASSWORD });
    for (let n = 0; n < 5; n++)
      await transfer(aTransfer({ amount: cny(3_001n), paymentPassword: "731942" })).catch(() => undefined);
    const locked = aTransfer({ amount: cny(3_001n), paymentPassword: PASSWORD });
    await expectRefused(world, "PAYMENT_PASSWORD_LOCKED", () => transfer(locked));
    await transfer(above);
  });

  test("who has set none is told so", async () => {
    await world.as(payer).setPasswordFreeLimit({ limit: cny(0n), paymentPassword: "" });
    await expectRefused(world, "PAYMENT_PASSWORD_NOT_SET", () => transfer());
  });
});

const setLevel = (realNameLevel: number) =>
  world.store.connection.model("WalletUser").updateOne({ _id: payer.id }, { $set: { realNameLevel } });

test("X10: what is transferred on a day ends at the limit of the payer's level; the next day is another", async () => {
  await world.fund(payer.id, 1_000_000n);
  await setLevel(0);
  await transfer(aTransfer({ amount: cny(60_000n) }));
  await expectRefused(world, "TRANSFER_LIMIT_EXCEEDED", () => transfer(aTransfer({ amount: cny(40_001n) })));
  await transfer(aTransfer({ amount: cny(40_000n) }));
  await expectRefused(world, "TRANSFER_LIMIT_EXCEEDED", () => transfer(aTransfer({ amount: cny(1n) })));
  await setLevel(1);
  await transfer(aTransfer({ amount: cny(1n) }));
});

test.each(Array.from({ length: 6 }, (_, n) => n + 1))(
  "P29: with faults of the store, seed %d, once each",
  async (seed) => {
    if (world.store.engine === "mongodb") return;
    world.store.faults({ seed, transientBefore: 0.5, unknownAfter: 0.3 });
    const requests = Array.from({ length: 5 }, () => aTransfer({ amount: cny(100n) }));
    const calls = requests.map(async (request) => {
      const first = await transfer(request);
      expect(await transfer(request)).toEqual(first);
    });
    await Promise.all(calls).finally(() => world.store.faults(undefined));
    expect(await balances()).toEqual([49_500n, 50_500n]);
  },
);

const freeze = ({ id }: Caller) =>
  world.store.connection.model("WalletUser").updateOne({ _id: id }, { $set: { state: "FROZEN" } });

const nothing = () => undefined;
const refusals: readonly [string, () => unknown, () => Partial<TransferMoneyRequest>, Caller?][] = [
  ["CALLER_UNKNOWN", nothing, () => ({}), { kind: "anonymous", id: "" }],
  ["CALLER_NOT_ALLOWED", nothing, () => ({}), { kind: "staff", id: "stf_1234", tenantId: "mer_1234" }],
  ["REQUEST_INVALID", nothing, () => ({ transferRequestId: "" })],
  ["REQUEST_INVALID", nothing, () => ({ payeeUserId: "" })],
  ["REQUEST_INVALID", nothing, () => ({ payeePhone: "13800000001" })],
  ["REQUEST_INVALID", nothing, () => ({ payeeUserId: "", payeePhone: "23800000001" })],
  ["REQUEST_INVALID", nothing, () => ({ amount: cny(0n) })],
  ["REQUEST_INVALID", nothing, () => ({ note: "x".repeat(65) })],
  ["REQUEST_INVALID", nothing, () => ({ paymentPassword: "12" })],
  ["WALLET_NOT_FOUND", nothing, () => ({}), { kind: "user", id: "usr_nowallet" }],
  ["PAYEE_NOT_FOUND", nothing, () => ({ payeeUserId: "usr_nowallet" })],
  ["PAYEE_NOT_FOUND", nothing, () => ({ payeeUserId: "", payeePhone: "13999999999" })],
  ["PAYEE_IS_PAYER", nothing, () => ({ payeeUserId: payer.id })],
  ["WALLET_FROZEN", () => freeze(payer), () => ({})],
  ["CURRENCY_NOT_HELD", nothing, () => ({ amount: money(1n, "JPY") })],
  ["PAYEE_FROZEN", () => freeze(payee), () => ({})],
  ["BALANCE_INSUFFICIENT", nothing, () => ({ amount: cny(50_001n) })],
];

test.each(refusals.map(([reason, prepare, overrides, who]) => ({ reason, prepare, overrides, who })))(
  "$reason, and nothing moves",
  async ({ reason, prepare, overrides, who }) => {
    await prepare();
    await expectRefused(world, reason, () => transfer(aTransfer(overrides()), who ?? payer));
  },
);
