/** Goal: the proof finds what is wrong between attempts at channels, their trades and the ledger. Method: real payments, then one tampering each. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { fixedClock } from "../../../kernel/time/clock.ts";
import { aPayment } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";
import { scriptedChannel } from "../testing/scripted-channel.ts";
import { verifyLedger } from "./verify-ledger.ts";

const clock = fixedClock("2026-03-01T04:00:00.000Z");
const channel = scriptedChannel({ channelId: "wechat-like", clock });

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld({ channels: [channel], clock });
  const pay = (last: number) =>
    world.as("cashier").payTrade(aPayment({ paymentCode: `1300000000000000${last}0` }), { idempotencyKey: aKey() });
  await pay(1);
  channel.plan("pay", { fate: "lost" });
  await pay(2);
  const held = aPayment({ paymentCode: await world.code(), merchantTradeId: "held" });
  await world.as("cashier").authorizeTrade(held, { idempotencyKey: aKey() });
});
afterAll(() => world.stop());

const told = async (model: string, filter: object, change: object): Promise<string> => {
  const rows = world.store.connection.model(model).collection;
  const before = (await rows.findOne(filter))!;
  const _id = before._id;
  await rows.updateOne({ _id }, change);
  const { mismatches } = await verifyLedger(world.store);
  await rows.deleteOne({ _id });
  await rows.insertOne(before);
  expect((await verifyLedger(world.store)).mismatches).toEqual([]);
  return mismatches.join("\n");
};

test.each<[string, string, object, object]>([
  ["a second attempt that was paid, too", "PaymentAttempt", { state: "SENT" }, { $set: { state: "PAID" } }],
  ["a paid trade whose attempt failed", "PaymentAttempt", { state: "PAID" }, { $set: { state: "FAILED" } }],
  [
    "a paid trade whose attempt is asked about for ever",
    "PaymentAttempt",
    { state: "PAID" },
    { $set: { state: "SENT" } },
  ],
  ["a payment of another amount", "PaymentAttempt", { state: "PAID" }, { $set: { amount: 1n } }],
  ["a trade that waits for nothing", "PaymentAttempt", { state: "SENT" }, { $set: { state: "REVERSED" } }],
  [
    "an attempt that holds money for a trade that is paid",
    "PaymentAttempt",
    { state: "PAID" },
    { $set: { state: "HELD" } },
  ],
  [
    "a held attempt of another trade",
    "PaymentAttempt",
    { state: "HELD" },
    { $set: { merchantTradeId: "other", amount: 1n } },
  ],
  ["a trade paid by another attempt", "Trade", { state: "SUCCESS" }, { $set: { attemptId: "att_other" } }],
])("the proof finds %s", async (_, model, filter, change) => {
  expect(await told(model, filter, change)).toMatch(/attempt [\w-]+ is \w+, which its trade trd_\w+ knows nothing of/);
});

test("P26: the proof finds money that nobody had, though every entry is there", async () => {
  const { accounts, entries } = {
    accounts: world.store.connection.model("LedgerAccount").collection,
    entries: world.store.connection.model("LedgerEntry").collection,
  };
  const [wallet, payable] = ["wallet:usr_demoshopper1:CNY", "payable:mer_demomarket:CNY"];
  const posting = { debitAccountId: wallet, creditAccountId: payable, amount: 90_001n, currencyCode: "CNY" };
  const entry = { _id: "ent_tampered", reason: "FUNDING", subjectId: "none", postings: [posting] };
  await entries.insertOne({ ...entry, createTime: clock.now() } as never);
  await accounts.updateOne({ _id: wallet as never }, { $inc: { postedDebits: 90_001n, available: -90_001n } });
  await accounts.updateOne({ _id: payable as never }, { $inc: { postedCredits: 90_001n, available: 90_001n } });
  expect((await verifyLedger(world.store)).mismatches).toEqual([
    "account wallet:usr_demoshopper1:CNY: more is drawn from it than it had: -1",
  ]);
});
