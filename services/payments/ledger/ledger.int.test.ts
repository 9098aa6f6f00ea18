/**
 * Goal: whatever is asked of the ledger, in whatever order and however much of it at once, its books balance and no account is overdrawn.
 * Method: random commands against a real store with the fault mode on, a model of what must come out, and the proof after every run.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { openStore, type Store } from "../../../kernel/store/open-store.ts";
import { accountIdOf, fundingOf, type LedgerRefusal, type NewEntry, payableOf, walletOf } from "./ledger.ts";
import { type LedgerModels, ledgerModels } from "./ledger-model.ts";
import { type Ledger, openLedger } from "./open-ledger.ts";
import { replayEntries } from "./replay-entries.ts";

const NOW = new Date("2026-03-01T04:00:00.000Z");
const EXPIRE = new Date("2026-03-02T04:00:00.000Z");
const funding = fundingOf("CNY");
const wallets = [1, 2, 3].map((n) => walletOf(`usr_000${n}`, "CNY"));
const payable = payableOf("mer_0001", "CNY");
const [wallet] = wallets as [(typeof wallets)[0]];

let store: Store;
let models: LedgerModels;
let ledger: Ledger;
let serial = 0;

beforeAll(async () => {
  store = await openStore({ name: "ledger", mongodbUri: process.env["MONGODB_URI"] });
  models = ledgerModels(store.connection);
  ledger = openLedger(models);
  await store.ready();
});
afterAll(() => store.close());

const empty = async (): Promise<void> => {
  for (const model of Object.values(models)) await model.collection.deleteMany({});
};
beforeEach(empty);

/** A fresh serial number, so that ids never meet. */
const next = (): string => String(++serial).padStart(8, "0");

const anEntry = (overrides: Partial<NewEntry> & Pick<NewEntry, "postings">): NewEntry => {
  const n = next();
  return { entryId: `ent_${n}`, reason: "PAYMENT", subjectId: `trd_${n}`, ...overrides };
};

const post = (entry: NewEntry): Promise<LedgerRefusal | undefined> =>
  store.transaction((session) => ledger.post(session, entry, NOW));
const fund = (account = wallet, amount = 10_000n) =>
  post(anEntry({ reason: "FUNDING", postings: [{ debit: funding, credit: account, amount }] }));
const pay = (amount: bigint, account = wallet) =>
  post(anEntry({ postings: [{ debit: account, credit: payable, amount }] }));
const hold = async (amount: bigint, account = wallet): Promise<string | LedgerRefusal> => {
  const n = next();
  const asked = { holdId: `hld_${n}`, account, amount, subjectId: `trd_${n}`, expireTime: EXPIRE };
  return (await store.transaction((session) => ledger.hold(session, asked, NOW))) ?? asked.holdId;
};
const postHold = (holdId: string, amount: bigint): Promise<void> => {
  const n = next();
  const posting = {
    holdId,
    credit: payable,
    amount,
    entryId: `ent_${n}`,
    reason: "PAYMENT",
    subjectId: `trd_${n}`,
  } as const;
  return store.transaction((session) => ledger.postHold(session, posting, NOW));
};
const voidHold = (holdId: string): Promise<void> =>
  store.transaction((session) => ledger.voidHold(session, { holdId, state: "VOIDED" }, NOW));

const prove = async (accountsPerReading?: number) => {
  const problems: string[] = [];
  const replay = await replayEntries(models, null, (problem) => problems.push(problem), accountsPerReading);
  return { problems, replay };
};

describe("an entry", () => {
  test("P25: moves its amount from account to account, and is kept as it was asked", async () => {
    await fund();
    const entry = anEntry({ postings: [{ debit: wallet, credit: payable, amount: 2_500n }] });
    expect(await post(entry)).toBeUndefined();
    expect(await models.entries.findById(entry.entryId).lean()).toEqual({
      _id: entry.entryId,
      reason: "PAYMENT",
      subjectId: entry.subjectId,
      postings: [
        {
          debitAccountId: accountIdOf(wallet),
          creditAccountId: accountIdOf(payable),
          amount: 2_500n,
          currencyCode: "CNY",
        },
      ],
      createTime: NOW,
    });
    const sums = { postedDebits: 2_500n, postedCredits: 10_000n, held: 0n, available: 7_500n };
    expect(await ledger.findAccount(wallet)).toEqual({ accountId: accountIdOf(wallet), ...wallet, ...sums });
    expect((await prove()).problems).toEqual([]);
  });

  test.each<[LedgerRefusal, () => Promise<LedgerRefusal | undefined | string>]>([
    ["ACCOUNT_MISSING", () => pay(1n, walletOf("usr_nobody", "CNY"))],
    ["FUNDS_SHORT", () => pay(10_001n)],
    ["ACCOUNT_MISSING", () => hold(1n, walletOf("usr_nobody", "CNY"))],
    ["FUNDS_SHORT", () => hold(10_001n)],
  ])("P26: %s, and nothing is written", async (refusal, ask) => {
    await fund();
    const before = (await prove()).replay;
    expect(await ask()).toBe(refusal);
    expect((await prove()).replay).toEqual(before);
    expect(await models.holds.countDocuments()).toBe(0);
  });

  test("P26: six holds of 1,000 on a balance of 5,000: exactly five", async () => {
    await fund(wallet, 5_000n);
    const answers = await Promise.all(Array.from({ length: 6 }, () => hold(1_000n)));
    expect(answers.filter((answer) => answer === "FUNDS_SHORT")).toHaveLength(1);
    expect(await ledger.findAccount(wallet)).toMatchObject({ available: 0n, held: 5_000n });
  });

  test("is written once per subject", async () => {
    await fund();
    const entry = anEntry({ postings: [{ debit: wallet, credit: payable, amount: 1n }] });
    await post(entry);
    await expect(post({ ...entry, entryId: "ent_another" })).rejects.toThrow("E11000");
    expect(await ledger.findAccount(wallet)).toMatchObject({ available: 9_999n });
  });
});

describe("P27: an entry is immutable", () => {
  test("no model can change or remove it", async () => {
    await fund();
    const { entries } = models;
    const refused = "never changed";
    await expect(entries.updateOne({}, { $set: { reason: "REFUND" } })).rejects.toThrow(refused);
    await expect(entries.updateMany({}, { $set: { reason: "REFUND" } })).rejects.toThrow(refused);
    await expect(entries.findOneAndUpdate({}, { $set: { reason: "REFUND" } })).rejects.toThrow(refused);
    await expect(entries.deleteOne({})).rejects.toThrow(refused);
    await expect(entries.deleteMany({})).rejects.toThrow(refused);
    const entry = await entries.findOne();
    entry?.set({ reason: "REFUND" });
    await expect(entry?.save()).rejects.toThrow(refused);
    await expect(entries.bulkWrite([{ deleteMany: { filter: {} } }])).rejects.toThrow(refused);
    await expect(entries.bulkSave([entry!])).rejects.toThrow(refused);
    expect(await entries.find().lean()).toMatchObject([{ reason: "FUNDING" }]);
  });

  test("a correction is a new entry that names the one it puts right", async () => {
    await fund();
    const wrong = anEntry({ postings: [{ debit: wallet, credit: payable, amount: 300n }] });
    await post(wrong);
    const postings = [{ debit: payable, credit: wallet, amount: 300n }];
    const correction = anEntry({ reason: "CORRECTION", subjectId: "case_1", postings, correctsEntryId: wrong.entryId });
    expect(await post(correction)).toBeUndefined();
    expect(await ledger.findAccount(wallet)).toMatchObject({
      available: 10_000n,
      postedDebits: 300n,
      postedCredits: 10_300n,
    });
    expect(await models.entries.countDocuments()).toBe(3);
  });

  test.each<[string, Partial<NewEntry>]>([
    ["a correction of nothing", { reason: "CORRECTION" }],
    ["a correction of an entry that is not there", { reason: "CORRECTION", correctsEntryId: "ent_none" }],
    ["a payment that corrects", { correctsEntryId: "ent_none" }],
  ])("%s is refused", async (_, overrides) => {
    await fund();
    const postings = [{ debit: wallet, credit: payable, amount: 1n }];
    await expect(post(anEntry({ ...overrides, postings }))).rejects.toThrow(RangeError);
    expect(await models.entries.countDocuments()).toBe(1);
  });
});

describe("P28: a hold is resolved once", () => {
  test.each<[string, (holdId: string) => Promise<void>]>([
    ["posted", (holdId) => postHold(holdId, 1n)],
    ["voided", voidHold],
  ])("and never again after it was %s", async (_, end) => {
    await fund();
    const holdId = (await hold(4_000n)) as string;
    await end(holdId);
    const before = await ledger.findAccount(wallet);
    await expect(postHold(holdId, 1n)).rejects.toThrow("is not open");
    await expect(voidHold(holdId)).rejects.toThrow("is not open");
    expect(await ledger.findAccount(wallet)).toEqual(before);
    expect((await prove()).problems).toEqual([]);
  });

  test("P28: money is set aside once per subject", async () => {
    await fund();
    const asked = { holdId: "hld_once", account: wallet, amount: 4_000n, subjectId: "trd_once", expireTime: EXPIRE };
    const holdAs = (holdId: string) => store.transaction((session) => ledger.hold(session, { ...asked, holdId }, NOW));
    expect(await holdAs("hld_once")).toBeUndefined();
    await expect(holdAs("hld_twice")).rejects.toThrow("E11000");
    expect(await ledger.findAccount(wallet)).toMatchObject({ held: 4_000n, available: 6_000n });
  });

  test.each([0n, -1n, 4_001n])("and not for %d of 4,000", async (amount) => {
    await fund();
    const holdId = (await hold(4_000n)) as string;
    await expect(postHold(holdId, amount)).rejects.toThrow(RangeError);
    expect(await ledger.findAccount(wallet)).toMatchObject({ held: 4_000n, available: 6_000n });
  });

  test("posted for a part, the rest is given back", async () => {
    await fund();
    const holdId = (await hold(4_000n)) as string;
    await postHold(holdId, 1_500n);
    expect(await ledger.findAccount(wallet)).toMatchObject({ held: 0n, available: 8_500n, postedDebits: 1_500n });
    expect(await models.holds.findById(holdId).lean()).toMatchObject({ state: "POSTED", postedAmount: 1_500n });
  });
});

/** One thing that a caller may ask, against a wallet and for an amount; `pick` says which of the open holds. */
interface Step {
  readonly kind: "fund" | "pay" | "hold" | "postHold" | "voidHold" | "refund";
  readonly wallet: number;
  readonly amount: bigint;
  readonly pick: number;
}

const anyStep = fc.record<Step>({
  kind: fc.constantFrom("fund", "pay", "pay", "hold", "hold", "postHold", "voidHold", "refund"),
  wallet: fc.nat(2),
  amount: fc.bigInt({ min: 1n, max: 2_000n }),
  pick: fc.nat(),
});

const take = async (step: Step, open: { holdId: string; amount: bigint }[]): Promise<void> => {
  const account = wallets[step.wallet]!;
  const chosen = open.length > 0 ? open[step.pick % open.length]! : undefined;
  const close = () => open.splice(open.indexOf(chosen!), 1);
  if (step.kind === "fund") await fund(account, step.amount);
  if (step.kind === "pay") await pay(step.amount, account);
  if (step.kind === "refund")
    await post(anEntry({ postings: [{ debit: payable, credit: account, amount: step.amount }] }));
  if (step.kind === "hold") {
    const holdId = await hold(step.amount, account);
    if (holdId.startsWith("hld_")) open.push({ holdId, amount: step.amount });
  }
  if (step.kind === "postHold" && chosen) {
    close();
    await postHold(chosen.holdId, step.amount < chosen.amount ? step.amount : chosen.amount);
  }
  if (step.kind === "voidHold" && chosen) {
    close();
    await voidHold(chosen.holdId);
  }
};

/** What must hold after every step: currencies balance, and only the funding account is below zero. */
const assertSound = async (): Promise<void> => {
  const accounts = await models.accounts.find().lean();
  const total = (side: "postedDebits" | "postedCredits") => accounts.reduce((sum, account) => sum + account[side], 0n);
  expect(total("postedDebits")).toBe(total("postedCredits"));
  for (const { kind, available, held } of accounts) {
    expect(held).toBeGreaterThanOrEqual(0n);
    if (kind !== "funding") expect(available).toBeGreaterThanOrEqual(0n);
  }
};

describe("P25, P26, P28: whatever is asked", () => {
  test("in any order: debits equal credits and no account is overdrawn after every step, and a replay gives the stored balances", async () => {
    await fc.assert(
      fc
        .asyncProperty(fc.array(anyStep, { maxLength: 40 }), async (steps) => {
          const open: { holdId: string; amount: bigint }[] = [];
          for (const step of steps) {
            await take(step, open);
            await assertSound();
          }
          expect((await prove(2)).problems).toEqual([]);
        })
        .beforeEach(empty),
      { numRuns: 25 },
    );
  });

  test("all at once, while the store fails transactions and asks to run them again", async () => {
    if (store.engine === "embedded") store.faults({ seed: 7, transientBefore: 0.2, unknownAfter: 0.1 });
    await Promise.all(wallets.map((account) => fund(account, 3_000n)));
    const work = Array.from({ length: 60 }, (_, n) => (n % 2 ? pay(200n, wallets[n % 3]) : hold(150n, wallets[n % 3])));
    const answers = await Promise.all(work);
    await Promise.all(
      answers.map(
        (answer, n) =>
          typeof answer === "string" && answer.startsWith("hld_") && (n % 4 ? postHold(answer, 50n) : voidHold(answer)),
      ),
    );
    if (store.engine === "embedded") store.faults(undefined);
    await assertSound();
    const { problems, replay } = await prove(1);
    expect(problems).toEqual([]);
    expect(replay.entries).toBe(await models.entries.countDocuments());
  });
});

describe("the proof finds", () => {
  const tampered = async (change: (models: LedgerModels) => Promise<unknown>): Promise<string[]> => {
    await fund();
    await pay(2_500n);
    await hold(100n);
    await change(models);
    return (await prove()).problems;
  };

  test.each<[string, (models: LedgerModels) => Promise<unknown>, RegExp]>([
    [
      "a written balance",
      ({ accounts }) => accounts.updateOne({ _id: accountIdOf(wallet) }, { $inc: { postedCredits: 1n } }),
      /credits is 10001, .* 10000/,
    ],
    [
      "an available that is not the rest",
      ({ accounts }) => accounts.updateOne({ _id: accountIdOf(wallet) }, { $inc: { available: 1n } }),
      /available is 7401, .* 7400/,
    ],
    ["a lost hold", ({ holds }) => holds.collection.deleteMany({}), /held is 100, .* 0/],
    [
      "a lost entry",
      ({ entries }) => entries.collection.deleteOne({ reason: "PAYMENT" }),
      /payable:mer_0001:CNY: credits is 2500, .* 0/,
    ],
    ["a lost account", ({ accounts }) => accounts.deleteOne({ _id: accountIdOf(payable) }), /1 of 4 postings' sides/],
    [
      "a posting across currencies",
      ({ entries }) =>
        entries.collection.updateOne({ reason: "PAYMENT" }, { $set: { "postings.0.currencyCode": "JPY" } }),
      /crosses currencies/,
    ],
  ])("%s", async (_, change, expected) => {
    expect((await tampered(change)).join("\n")).toMatch(expected);
  });
});
