import type { Connection } from "mongoose";
import { openStore } from "../../kernel/store/open-store.ts";

/** A row that is made wrong by hand, the smallest one of its kind, and the proof that must notice. */
interface Damage {
  readonly proof: string;
  readonly service: string;
  readonly collection: string;
  readonly filter: object;
  readonly fields: object;
}

/** One for each of the proofs of `npm run verify`, in their order. */
export const DAMAGES: readonly Damage[] = [
  { proof: "ledger", service: "payments", collection: "ledger_accounts", filter: {}, fields: { held: 1n } },
  { proof: "points", service: "membership", collection: "points_accounts", filter: {}, fields: { entryCount: 99 } },
  {
    ...{ proof: "coupons", service: "marketing", collection: "coupons" },
    ...{ filter: { state: "REDEEMED" }, fields: { state: "ISSUED" } },
  },
  { proof: "messages", service: "content", collection: "mailboxes", filter: {}, fields: { unread: 99 } },
  { proof: "stock", service: "supermarket", collection: "items", filter: {}, fields: { available: 1 } },
  { proof: "sales", service: "supermarket", collection: "receipts", filter: {}, fields: { total: 1n } },
  { proof: "slots", service: "hospital", collection: "slots", filter: {}, fields: { held: 1 } },
  { proof: "bills", service: "restaurant", collection: "orders", filter: { state: "PAID" }, fields: { paid: 1n } },
];

const change = async (connection: Connection, { collection, filter, fields }: Damage): Promise<void> => {
  const rows = connection.collection(collection);
  const { modifiedCount } = await rows.updateOne(filter, { $set: fields });
  if (modifiedCount !== 1) throw new Error(`no row of ${collection} was changed`);
};

/** Makes one row wrong, in the store of a platform that is stopped. */
export const plantDamage = async (dataDir: string, damage: Damage): Promise<void> => {
  const store = await openStore({ name: damage.service, dataDir });
  try {
    await change(store.connection, damage);
  } finally {
    await store.close();
  }
};
