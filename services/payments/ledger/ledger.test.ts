/** Goal: an entry that may be asked for changes each account once and leaves its currency in balance; no other is accepted. Method: pure, with properties. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { changesOf } from "./entry-changes.ts";
import { type AccountKey, accountIdOf, accountKeyOf, fundingOf, type Posting, payableOf, walletOf } from "./ledger.ts";

const wallet = walletOf("usr_demoshopper1", "CNY");
const payable = payableOf("mer_demomarket", "CNY");
const fees = payableOf("mer_platform", "CNY");

test("an account's id is its key, and back", () => {
  expect(accountIdOf(wallet)).toBe("wallet:usr_demoshopper1:CNY");
  for (const key of [wallet, payable, fundingOf("JPY")]) expect(accountKeyOf(accountIdOf(key))).toEqual(key);
});

test("the account that is drawn on comes first, the others after it, each once", () => {
  const postings: Posting[] = [
    { debit: wallet, credit: payable, amount: 10_000n },
    { debit: payable, credit: fees, amount: 60n },
  ];
  expect(changesOf(postings)).toEqual([
    { account: wallet, debits: 10_000n, credits: 0n },
    { account: payable, debits: 60n, credits: 10_000n },
    { account: fees, debits: 0n, credits: 60n },
  ]);
});

test.each<[string, Posting[]]>([
  ["P17: an amount of zero", [{ debit: wallet, credit: payable, amount: 0n }]],
  ["P17: a negative amount", [{ debit: wallet, credit: payable, amount: -1n }]],
  ["two currencies", [{ debit: wallet, credit: payableOf("mer_demomarket", "JPY"), amount: 1n }]],
  ["one account with itself", [{ debit: wallet, credit: wallet, amount: 1n }]],
  [
    "two floored accounts drawn on",
    [
      { debit: wallet, credit: payable, amount: 1n },
      { debit: walletOf("usr_demoshopper2", "CNY"), credit: payable, amount: 1n },
    ],
  ],
])("%s is no entry", (_, postings) => {
  expect(() => changesOf(postings)).toThrow(RangeError);
});

test("P25: whatever the postings, debits equal credits in the currency", () => {
  const anyAccount = fc.constantFrom<AccountKey>(fundingOf("CNY"), payable, fees);
  const anyPosting = fc
    .record({ debit: anyAccount, credit: anyAccount, amount: fc.bigInt({ min: 1n, max: 10n ** 12n }) })
    .filter(({ debit, credit }) => debit !== credit);
  fc.assert(
    fc.property(fc.array(anyPosting, { minLength: 1 }), (postings) => {
      let changes: ReturnType<typeof changesOf>;
      try {
        changes = changesOf(postings);
      } catch {
        return;
      }
      const sum = (side: "debits" | "credits") => changes.reduce((total, change) => total + change[side], 0n);
      expect(sum("debits")).toBe(sum("credits"));
      expect(sum("debits")).toBe(postings.reduce((total, { amount }) => total + amount, 0n));
    }),
  );
});
