/**
 * Goal: callers that race get what one after the other would have got. Method: three replicas of the service over one store, everything asked at once and
 * spread over them, and the ledger's proof at the end.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { hasReason } from "../../../kernel/errors/reason.ts";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { aCreation, anId, aPayment, aRefund, cny, SHOPPER_1, SHOPPER_2 } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

const NODES = 3;
let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld({ nodes: NODES });
  await world.fund(SHOPPER_1, 1_000_000n);
});
afterAll(async () => {
  const { problems, mismatches } = await verifyLedger(world.store);
  await world.stop();
  expect({ problems, mismatches }).toEqual({ problems: 0, mismatches: [] });
});

/** Runs the call `count` times at once, the n-th on the (n mod 3)-th node. */
const atOnce = <T>(count: number, call: (cashier: ReturnType<PaymentsWorld["as"]>, n: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: count }, (_, n) => call(world.as("cashier", n % NODES), n)));

const answersOf = <T>(results: PromiseSettledResult<T>[]): T[] =>
  results.filter((result) => result.status === "fulfilled").map(({ value }) => value);

const reasonsOf = (results: PromiseSettledResult<unknown>[]): string[] =>
  results.filter((result) => result.status === "rejected").map(({ reason }) => reason.reason ?? String(reason));

const availableOf = async (userId: string): Promise<bigint> => (await world.account(`wallet:${userId}:CNY`)).available;

test("P13, P14: 50 equal PayTrades with one key: one charge, 50 equal answers", async () => {
  const before = await availableOf(SHOPPER_1);
  const request = aPayment({ paymentCode: await world.code() });
  const idempotencyKey = aKey();
  let replayed = 0;
  const options = { idempotencyKey, markReplayed: () => void replayed++ };
  const results = await atOnce(50, (cashier) => cashier.payTrade(request, options));
  const answers = answersOf(results);
  expect(reasonsOf(results)).toEqual([]);
  expect(answers).toEqual(Array(50).fill(answers[0]));
  expect(replayed).toBe(49);
  expect(await availableOf(SHOPPER_1)).toBe(before - 10_000n);
  expect(await world.entries(answers[0]!.tradeId)).toHaveLength(1);
});

test("P13: 50 equal CreateTrades: one row, 50 equal answers", async () => {
  const request = aCreation();
  const results = await atOnce(50, (cashier) => cashier.createTrade(request));
  const answers = answersOf(results);
  expect(reasonsOf(results)).toEqual([]);
  expect(answers).toEqual(Array(50).fill(answers[0]));
  expect(await world.rows("Trade", { merchantTradeId: request.merchantTradeId })).toHaveLength(1);
});

test("P10: one code at twelve tills at once: one wins, the others hear that it is spent", async () => {
  const before = await availableOf(SHOPPER_1);
  const paymentCode = await world.code();
  const results = await atOnce(12, (cashier) =>
    cashier.payTrade(aPayment({ paymentCode }), { idempotencyKey: aKey() }),
  );
  expect(answersOf(results)).toHaveLength(1);
  expect(reasonsOf(results)).toEqual(Array(11).fill("PAYMENT_CODE_SPENT"));
  expect(await availableOf(SHOPPER_1)).toBe(before - 10_000n);
});

test("P13: one merchantTradeId paid at once with twelve codes and keys: one charge, the others hear that it is paid", async () => {
  const before = await availableOf(SHOPPER_1);
  const merchantTradeId = anId("order");
  const codes = await Promise.all(Array.from({ length: 12 }, () => world.code()));
  expect(new Set(codes).size).toBe(12);
  const results = await atOnce(12, (cashier, n) =>
    cashier.payTrade(aPayment({ merchantTradeId, paymentCode: codes[n]! }), { idempotencyKey: aKey() }),
  );
  expect(answersOf(results)).toHaveLength(1);
  expect(reasonsOf(results)).toEqual(Array(11).fill("TRADE_NOT_PAYABLE"));
  expect(await availableOf(SHOPPER_1)).toBe(before - 10_000n);
});

const aPaidTradeId = async (): Promise<string> => {
  const request = aPayment({ paymentCode: await world.code() });
  return (await world.as("cashier").payTrade(request, { idempotencyKey: aKey() })).tradeId;
};

test("P22: two concurrent refunds of 60 on 100: exactly one", async () => {
  const tradeId = await aPaidTradeId();
  const before = await availableOf(SHOPPER_1);
  const results = await atOnce(2, (cashier) => cashier.refundTrade(aRefund(tradeId)));
  expect(answersOf(results)).toHaveLength(1);
  expect(reasonsOf(results)).toEqual(["REFUND_EXCEEDS_PAID"]);
  expect(await availableOf(SHOPPER_1)).toBe(before + 6_000n);
});

test("P22: 20 concurrent refunds of 7 on 100: exactly fourteen", async () => {
  const tradeId = await aPaidTradeId();
  const results = await atOnce(20, (cashier) => cashier.refundTrade(aRefund(tradeId, { amount: cny(700n) })));
  expect(answersOf(results)).toHaveLength(14);
  expect(new Set(reasonsOf(results))).toEqual(new Set(["REFUND_EXCEEDS_PAID"]));
});

test("P13: 20 equal refunds at once: one, and 20 equal answers", async () => {
  const tradeId = await aPaidTradeId();
  const request = aRefund(tradeId);
  const results = await atOnce(20, (cashier) => cashier.refundTrade(request));
  const answers = answersOf(results);
  expect(reasonsOf(results)).toEqual([]);
  // One of them moved the money, and says so.
  const said = answers.map(({ fundChange, ...refund }) => ({ refund, fundChange }));
  expect(said.map(({ refund }) => refund)).toEqual(Array(20).fill(said[0]?.refund));
  expect(said.filter(({ fundChange }) => fundChange)).toHaveLength(1);
});

test("P28: capture and close of one held trade at once: one of them", async () => {
  for (let round = 0; round < 5; round++) {
    const request = aPayment({ paymentCode: await world.code() });
    const { tradeId, merchantId } = await world.as("cashier").authorizeTrade(request, { idempotencyKey: aKey() });
    const results = await atOnce(6, (cashier, n) =>
      n % 2
        ? cashier.captureTrade({ merchantId, tradeId, amount: undefined })
        : cashier.closeTrade({ merchantId, tradeId, merchantTradeId: "" }),
    );
    expect(new Set(answersOf(results).map(({ state }) => state)).size).toBe(1);
    expect(reasonsOf(results)).toHaveLength(3);
    expect(await world.holds(tradeId)).toMatchObject([{ state: expect.stringMatching(/POSTED|VOIDED/) }]);
  }
});

test("P26, P30: 20 users spend three times what they have, in parallel, by payment and by hold: never below zero", async () => {
  const users = await Promise.all(Array.from({ length: 20 }, (_, n) => world.addUser(`usr_racer${n}`, 10_000n)));
  const codes = await Promise.all(
    users.map(async (user) => [await world.code(user), await world.code(user), await world.code(user)]),
  );
  const results = await atOnce(60, (cashier, n) => {
    const request = aPayment({ paymentCode: codes[n % 20]![Math.floor(n / 20)]! });
    const options = { idempotencyKey: aKey() };
    return n % 3 ? cashier.payTrade(request, options) : cashier.authorizeTrade(request, options);
  });
  expect(answersOf(results)).toHaveLength(20);
  expect(reasonsOf(results)).toEqual(Array(40).fill("BALANCE_INSUFFICIENT"));
  for (const { id } of users) expect(await availableOf(id)).toBe(0n);
});

test("a user's first device is made once, however many ask for its codes, and every code is another", async () => {
  const user = await world.addUser("usr_phones1", 1n);
  const results = await atOnce(12, (_, n) => world.as(user, n % NODES).issuePaymentCode({ deviceId: "" }));
  expect(new Set(answersOf(results).map(({ paymentCode }) => paymentCode)).size).toBe(12);
  expect(await world.rows("Device", { userId: user.id })).toHaveLength(1);
  const more = await atOnce(30, () => world.as(user).issuePaymentCode({ deviceId: "" }));
  expect(answersOf(more)).toHaveLength(31 - 12);
  for (const result of more)
    if (result.status === "rejected") expect(hasReason(result.reason, "RATE_LIMITED")).toBe(true);
});

test("DEVICE_LIMIT_REACHED: of ten registrations at once five succeed", async () => {
  const results = await atOnce(10, (_, n) =>
    world.as("shopper2", n % NODES).registerDevice({ deviceName: `phone ${n}` }, { idempotencyKey: aKey() }),
  );
  expect(answersOf(results)).toHaveLength(5);
  expect(reasonsOf(results)).toEqual(Array(5).fill("DEVICE_LIMIT_REACHED"));
  expect(await world.rows("WalletUser", { _id: SHOPPER_2 })).toMatchObject([{ deviceCount: 5 }]);
});
