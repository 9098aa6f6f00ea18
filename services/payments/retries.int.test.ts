/**
 * Goal: a client that asks again, at any moment and in any way, gets one effect (P13-P16). Method: two replicas over one store; a transaction of the test's
 * own holds the payer's account, so that a payment is provably under way while its duplicates come.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aKey, overRemoteDoor } from "../../kernel/harness/test-node.ts";
import { deriveId } from "../../kernel/ids/ids.ts";
import type { PayTradeRequest, Trade } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { ledgerModels } from "./ledger/ledger-model.ts";
import { aCreation, anId, aPayment, aRefund, cny, MERCHANT, SHOPPER_1 } from "./testing/builders.ts";
import { expectRefused } from "./testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "./testing/payments-world.ts";

const WALLET = `wallet:${SHOPPER_1}:CNY`;

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld({ nodes: 2 });
  await world.fund(SHOPPER_1, 1_000_000n);
});
afterAll(() => world.stop());

const pay = (request: PayTradeRequest, idempotencyKey: string, node = 0): Promise<Trade> =>
  world.as("cashier", node).payTrade(request, { idempotencyKey });

/** Keeps the payer's account locked while `work` runs; what `work` started goes on afterwards. */
const whileLocked = async (work: () => Promise<void>): Promise<void> => {
  const { accounts } = ledgerModels(world.store.connection);
  const session = await world.store.connection.startSession();
  session.startTransaction();
  await accounts.updateOne({ _id: WALLET }, { $inc: { held: 1n } }, { session });
  await work().finally(() => session.abortTransaction());
  await session.endSession();
};

/** Lets everything that can go on go on. */
const soon = () => new Promise((resolve) => setTimeout(resolve, 50));

describe("P15", () => {
  test.each([
    ["the same node", 0],
    ["another node", 1],
  ])("a duplicate of a payment in flight, at %s, waits for the first answer", async (_, node) => {
    const before = (await world.account(WALLET)).available;
    const [request, key] = [aPayment({ paymentCode: await world.code() }), aKey()];
    let answered = 0;
    let calls: Promise<Trade>[] = [];
    await whileLocked(async () => {
      const count = (trade: Trade): Trade => {
        answered += 1;
        return trade;
      };
      calls = [0, node, node].map((at) => pay(request, key, at).then(count));
      await soon();
      expect(answered).toBe(0);
    });
    const [first, ...others] = await Promise.all(calls);
    expect(others).toEqual([first, first]);
    expect((await world.account(WALLET)).available).toBe(before - 10_000n);
    expect(await world.entries(first!.tradeId)).toHaveLength(1);
  });

  // By the replica that has the first; another one finds the first's row when that commits.
  const onOneReplica = overRemoteDoor ? test.skip : test;
  onOneReplica("another request under the key of one in flight is refused at once", async () => {
    const [request, key] = [aPayment({ paymentCode: await world.code() }), aKey()];
    let first: Promise<Trade> | undefined;
    await whileLocked(async () => {
      first = pay(request, key);
      await soon();
      await expect(pay({ ...request, amount: cny(1n) }, key)).rejects.toMatchObject({
        reason: "IDEMPOTENCY_KEY_REUSED",
      });
    });
    expect(await first).toMatchObject({ paidAmount: cny(10_000n) });
  });

  test.each<[string, () => Promise<Partial<PayTradeRequest>>]>([
    ["REQUEST_INVALID", async () => ({ amount: cny(0n) })],
    ["MERCHANT_NOT_FOUND", async () => ({ merchantId: "mer_nobody" })],
    ["PAYMENT_CODE_FOREIGN", async () => ({ paymentCode: "131234567890123456" })],
    [
      "PAYMENT_CODE_EXPIRED",
      async () => {
        const paymentCode = await world.code();
        world.clock.advance(91_000);
        return { paymentCode };
      },
    ],
  ])("%s is not stored: the corrected request pays under the same key", async (reason, wrong) => {
    const key = aKey();
    const mistake = await wrong();
    const paymentCode = await world.code();
    const request = aPayment({ paymentCode });
    await expectRefused(world, reason, () => pay({ ...request, ...mistake }, key));
    expect(await pay(request, key)).toMatchObject({ paidAmount: cny(10_000n) });
  });

  test("a payment that came too late is not stored, and leaves its code unspent", async () => {
    const [request, key] = [aPayment({ paymentCode: await world.code() }), aKey()];
    const deadline = new Date(world.clock.now().getTime() - 1);
    const late = () => world.as("cashier").payTrade(request, { idempotencyKey: key, deadline });
    await expectRefused(world, "DEADLINE_PASSED", late);
    expect(await pay(request, key)).toMatchObject({ paidAmount: cny(10_000n) });
  });
});

test("P14: a payment that the store runs again after its caller's deadline is not made", async () => {
  const [request, key] = [aPayment({ paymentCode: await world.code() }), aKey()];
  const { merchantTradeId } = request;
  const before = (await world.account(WALLET)).available;
  let late: Promise<unknown> = Promise.resolve();
  await whileLocked(async () => {
    late = pay(request, key).catch((error) => error.reason);
    await soon();
    // A trade that comes in between makes the store run the payment again, which finds its caller gone.
    await world.as("cashier").createTrade(aCreation({ merchantTradeId }));
    world.clock.advance(10_000);
  });
  expect(await late).toBe("DEADLINE_PASSED");
  expect((await world.account(WALLET)).available).toBe(before);
  expect(await world.rows("PaymentAttempt", { merchantTradeId: request.merchantTradeId })).toEqual([]);
});

/** The part of an id that is not the instant of its making. */
const tailOf = (id = ""): string => id.slice(-16);
const derived = (...parts: string[]): string => tailOf(deriveId("any", new Date(0), ...parts));

describe("P16", () => {
  test("a payment's ids come from the merchant's own, at whatever instant and by whichever try it was made", async () => {
    const merchantTradeId = anId("order");
    const request = async () => aPayment({ merchantTradeId, paymentCode: await world.code() });
    await world.store.connection.model("WalletUser").updateOne({ _id: SHOPPER_1 }, { $set: { state: "FROZEN" } });
    await expect(pay(await request(), aKey())).rejects.toMatchObject({ reason: "WALLET_FROZEN" });
    await world.store.connection.model("WalletUser").updateOne({ _id: SHOPPER_1 }, { $set: { state: "ACTIVE" } });
    world.clock.advance(1_234);
    const held = await world.as("cashier", 1).authorizeTrade(await request(), { idempotencyKey: aKey() });
    expect(tailOf(held.tradeId)).toBe(derived(MERCHANT, merchantTradeId));
    expect((await world.holds(held.tradeId)).map(({ _id }) => tailOf(_id))).toEqual([
      derived(MERCHANT, merchantTradeId),
    ]);
    await world.as("cashier").captureTrade({ merchantId: MERCHANT, tradeId: held.tradeId, amount: undefined });
    expect((await world.entries(held.tradeId)).map(({ _id }) => tailOf(_id))).toEqual([derived(held.tradeId)]);
  });

  test("a refund that was refused is tried again under its own number, and repeated for ever after", async () => {
    const { tradeId } = await pay(aPayment({ paymentCode: await world.code() }), aKey());
    const request = aRefund(tradeId, { amount: cny(6_000n) });
    const { accounts } = ledgerModels(world.store.connection);
    const payable = { _id: `payable:${MERCHANT}:CNY` };
    const { available } = await world.account(payable._id);
    await accounts.updateOne(payable, { $set: { available: 0n } });
    await expectRefused(world, "MERCHANT_FUNDS_SHORT", () => world.as("cashier").refundTrade(request));
    await accounts.updateOne(payable, { $set: { available } });
    world.clock.advance(60_000);
    const first = await world.as("cashier", 1).refundTrade(request);
    expect(tailOf(first.refundId)).toBe(derived(MERCHANT, request.merchantRefundId));
    world.clock.advance(400 * 86_400_000);
    expect(await world.as("cashier").refundTrade(request)).toEqual({ ...first, fundChange: false });
    expect(await world.entries(first.refundId)).toHaveLength(1);
  });
});
