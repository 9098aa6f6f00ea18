/**
 * Goal: every handler is safe to run again (P29). Method: the store's fault mode fails transactions as MongoDB does, before the commit and after it; one
 * scenario touches every rpc and is repeated under many seeds. What comes out must be what comes out without faults, to the fen and to the event.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../kernel/harness/test-node.ts";
import { verifyLedger } from "./ledger/verify-ledger.ts";
import { aCreation, aPayment, aRefund, cny, MERCHANT } from "./testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "./testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

/** Every rpc once or more, for a fresh user with 1,000.00, and the job; each call twice, as a client does that missed the answer. */
const scenario = async (user: Awaited<ReturnType<PaymentsWorld["addUser"]>>) => {
  const [cashier, payer] = [world.as("cashier"), world.as(user)];
  const twice = async <T>(call: () => Promise<T>): Promise<T> => {
    const first = await call();
    // A refund's repetition says that it moved nothing.
    expect({ ...(await call()), fundChange: true }).toEqual({ ...first, fundChange: true });
    return first;
  };
  const keyed = () => ({ idempotencyKey: aKey() });
  const pay = async (overrides: object = {}) => {
    const [request, options] = [aPayment({ paymentCode: await world.code(user), ...overrides }), keyed()];
    return twice(() => cashier.payTrade(request, options));
  };
  const authorize = async () => {
    const [request, options] = [aPayment({ paymentCode: await world.code(user) }), keyed()];
    return twice(() => cashier.authorizeTrade(request, options));
  };
  const registration = keyed();
  await twice(() => payer.registerDevice({ deviceName: "phone" }, registration));

  const creation = aCreation();
  await twice(() => cashier.createTrade(creation));
  const { tradeId } = await pay({ merchantTradeId: creation.merchantTradeId });
  const refund = aRefund(tradeId);
  await twice(() => cashier.refundTrade(refund));
  await pay();

  const captured = await authorize();
  await twice(() => cashier.captureTrade({ merchantId: MERCHANT, tradeId: captured.tradeId, amount: cny(7_000n) }));
  const closed = await authorize();
  await twice(() => cashier.closeTrade({ merchantId: MERCHANT, tradeId: closed.tradeId, merchantTradeId: "" }));
  await expect(pay({ amount: cny(99_999n) })).rejects.toMatchObject({ reason: "BALANCE_INSUFFICIENT" });

  const taking = { ...aCreation(), tender: 1, receivedAmount: cny(20_000n), reference: "" } as const;
  await twice(() => cashier.recordTender(taking));

  await cashier.createTrade(aCreation({ lifetimeS: 60 }));
  await authorize();
  world.clock.advance(86_400_000);
  await world.runJobs();
  const { available, held } = await payer.getWallet({});
  return { available, held, onTheBill: (await payer.listWalletTrades({ pageSize: 0, pageToken: "" })).trades.length };
};

/** 1,000.00 less two payments of 100.00 and a capture of 70.00, and 60.00 back. */
const EXPECTED = { available: cny(79_000n), held: cny(0n), onTheBill: 5 };
const EVENTS_EACH = 3 + 3 + 1 + 1;

test("without faults", async () => {
  expect(await scenario(await world.addUser("usr_fault0", 100_000n))).toEqual(EXPECTED);
  expect(await world.events()).toHaveLength(EVENTS_EACH);
});

test.each(Array.from({ length: 12 }, (_, n) => n + 1))("P29: seed %d", async (seed) => {
  if (world.store.engine === "mongodb") return;
  const user = await world.addUser(`usr_fault${seed}`, 100_000n);
  const before = (await world.events()).length;
  world.store.faults({ seed, transientBefore: 0.5, unknownAfter: 0.3 });
  const outcome = await scenario(user).finally(() => world.store.faults(undefined));
  expect(outcome).toEqual(EXPECTED);
  expect((await world.events()).length - before).toBe(EVENTS_EACH);
});

test("P25: and the books are sound", async () => {
  expect(await verifyLedger(world.store)).toMatchObject({ problems: 0, mismatches: [], orphanHolds: [] });
});
