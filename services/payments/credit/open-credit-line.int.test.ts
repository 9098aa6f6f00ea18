/** Goal: a credit line is drawn on down to its floor and not a fen further (P26, P30). Method: the ledger's own verbs over a real node's store, and the proof. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { money } from "../../../kernel/money/money.ts";
import { creditOf, payableOf } from "../ledger/ledger.ts";
import { ledgerModels } from "../ledger/ledger-model.ts";
import { openLedger } from "../ledger/open-ledger.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { cny, MERCHANT } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { callers, type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
let serial = 0;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const open = (userId: string, fen: bigint, who: Parameters<PaymentsWorld["as"]>[0] = "service") =>
  world.as(who).openCreditLine({ userId, creditLimit: cny(fen) });

/** Takes an amount of the line for the demo's merchant; what the ledger says. */
const draw = (userId: string, amount: bigint) =>
  world.store.transaction((session) => {
    const n = String(++serial).padStart(6, "0");
    const postings = [{ debit: creditOf(userId, "CNY"), credit: payableOf(MERCHANT, "CNY"), amount }];
    const entry = { entryId: `ent_credit${n}`, reason: "FUNDING", subjectId: `crd-${n}`, postings } as const;
    return openLedger(ledgerModels(world.store.connection)).post(session, entry, world.clock.now());
  });

test("P26: the line is drawn down to minus its limit and no further, by however many at once", async () => {
  await world.addUser("usr_credit1", 1n);
  expect(await open("usr_credit1", 10_000n)).toEqual({
    ...{ userId: "usr_credit1", creditLimit: cny(10_000n), owed: cny(0n), available: cny(10_000n) },
  });
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => draw("usr_credit1", 1_000n)));
  expect(outcomes.filter((refusal) => refusal === undefined)).toHaveLength(10);
  expect(outcomes.filter((refusal) => refusal === "FUNDS_SHORT")).toHaveLength(2);
  expect(await open("usr_credit1", 10_000n)).toMatchObject({ owed: cny(10_000n), available: cny(0n) });
  expect((await world.account("credit:usr_credit1:CNY")).available).toBe(0n);
});

test("P30: a limit that is lowered below what is owed lets nothing more be drawn, and one that is raised does", async () => {
  await world.addUser("usr_credit2", 1n);
  await open("usr_credit2", 10_000n);
  await draw("usr_credit2", 6_000n);
  expect(await open("usr_credit2", 5_000n)).toMatchObject({ owed: cny(6_000n), available: cny(0n) });
  expect(await draw("usr_credit2", 1n)).toBe("FUNDS_SHORT");
  expect(await open("usr_credit2", 6_001n)).toMatchObject({ owed: cny(6_000n), available: cny(1n) });
  expect(await draw("usr_credit2", 1n)).toBeUndefined();
});

test("opened once or twice, it is one source of funds behind those that there are", async () => {
  await world.addUser("usr_credit3", 1n);
  await open("usr_credit3", 1n);
  await open("usr_credit3", 2n);
  const [user] = await world.rows<{ fundingOrder: string[] }>("WalletUser", { _id: "usr_credit3" });
  expect(user!.fundingOrder).toEqual(["credit"]);
});

test("P25: the proof counts the limit with what is available, and finds one that was tampered with", async () => {
  expect(await verifyLedger(world.store)).toMatchObject({ mismatches: [], problems: 0 });
  const accounts = world.store.connection.model("LedgerAccount").collection;
  const filter = { _id: "credit:usr_credit1:CNY" as never };
  await accounts.updateOne(filter, { $inc: { creditLimit: 1n } });
  expect((await verifyLedger(world.store)).mismatches).toEqual([
    "account credit:usr_credit1:CNY: available is 0, its entries and holds come to 1",
  ]);
  await accounts.updateOne(filter, { $inc: { creditLimit: -1n } });
});

test.each<[string, () => Promise<unknown>]>([
  ["CALLER_UNKNOWN", () => open("usr_demoshopper1", 1n, "anonymous")],
  ["CALLER_NOT_ALLOWED", () => open("usr_demoshopper1", 1n, "shopper1")],
  ["CALLER_NOT_ALLOWED", () => open("usr_demoshopper1", 1n, "cashier")],
  // A merchant's own people, whatever the merchant calls their role.
  ["CALLER_NOT_ALLOWED", () => open("usr_demoshopper1", 1n, { ...callers.operator, tenantId: "mer_demomarket" })],
  ["REQUEST_INVALID", () => open("mer_demomarket", 1n)],
  ["REQUEST_INVALID", () => open("usr_demoshopper1", -1n)],
  ["REQUEST_INVALID", () => open("usr_demoshopper1", 10_000_001n)],
  ["WALLET_NOT_FOUND", () => open("usr_nowallet", 1n)],
  [
    "CURRENCY_NOT_HELD",
    () => world.as("service").openCreditLine({ userId: "usr_demoshopper1", creditLimit: money(1n, "JPY") }),
  ],
])("%s and writes nothing", async (reason, call) => {
  await expectRefused(world, reason, call);
});

test("an operator of the platform may, too", async () => {
  await world.addUser("usr_credit4", 1n);
  await open("usr_credit4", 1n, "operator");
});
