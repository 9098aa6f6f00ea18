import type { ClientSession } from "mongoose";
import { EntryReason, fundingOf, walletOf } from "./ledger/ledger.ts";
import { OFFLINE_AGE_S } from "./offline/offline-terms.ts";
import type { PaymentsParts } from "./payments-parts.ts";
import { WalletState } from "./wallet/wallet.ts";

const CURRENCY = "CNY";

/** Its tills may sell for up to 200.00 each and 1,000.00 in all while they have no network. */
const OFFLINE = { maxTrade: 20_000n, maxTotal: 100_000n, maxAgeS: OFFLINE_AGE_S.max };
const MERCHANTS = [
  { _id: "mer_demomarket", name: "惠民超市", contract: { offline: OFFLINE } },
  { _id: "mer_demohospital", name: "仁和医院" },
  { _id: "mer_demorestaurant", name: "江南小馆" },
] as const;

const USERS = [
  { _id: "usr_demoshopper1", displayName: "李小明", funds: 100_000n, entryId: "ent_demofunds1" },
  { _id: "usr_demoshopper2", displayName: "王芳", funds: 50_000n, entryId: "ent_demofunds2" },
  // Has enough for a payment that asks for the payment password.
  { _id: "usr_demoshopper3", displayName: "赵敏", funds: 2_000_000n, entryId: "ent_demofunds3" },
] as const;

/** As identity seeds them: by which one shopper pays the other. */
const PHONES: Readonly<Record<string, string>> = {
  usr_demoshopper1: "13800000001",
  usr_demoshopper2: "13800000002",
  usr_demoshopper3: "13800000003",
};

/** Writes the demonstration's merchant, users and money where they are missing. Balances come by entries, like all money. */
export const seedDemo = async (parts: PaymentsParts, now: Date): Promise<void> => {
  await parts.store.transaction(async (session) => {
    for (const { _id, ...row } of MERCHANTS)
      await parts.merchants.updateOne({ _id }, { $setOnInsert: row }, { upsert: true, session });
    for (const user of USERS) await seedUser(parts, session, user, now);
    for (const [_id, phone] of Object.entries(PHONES)) {
      const without = { _id, phoneIndex: { $exists: false } };
      await parts.users.updateOne(without, { $set: { phoneIndex: parts.phoneIndex(phone) } }, { session });
    }
    // Users of earlier versions, of whom no level was kept.
    const unknown = { _id: { $in: USERS.map(({ _id }) => _id) }, realNameLevel: { $exists: false } };
    await parts.users.updateMany(unknown, { $set: { realNameLevel: 2 } }, { session });
  });
};

const seedUser = async (
  { users, ledger }: PaymentsParts,
  session: ClientSession,
  { _id, displayName, funds, entryId }: (typeof USERS)[number],
  now: Date,
): Promise<void> => {
  if (await users.exists({ _id }).session(session)) return;
  await users.create([{ _id, displayName, state: WalletState.ACTIVE, currencyCode: CURRENCY, deviceCount: 0 }], {
    session,
  });
  const postings = [{ debit: fundingOf(CURRENCY), credit: walletOf(_id, CURRENCY), amount: funds }];
  await ledger.post(session, { entryId, reason: EntryReason.FUNDING, subjectId: _id, postings }, now);
};
