/** What a benchmark needs beside the demo data: many payers with phones, a full shelf, and baskets that wait to be paid. */
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import { addDevice } from "../../services/payments/device/add-device.ts";
import { EntryReason, fundingOf, walletOf } from "../../services/payments/ledger/ledger.ts";
import { type PaymentsParts, paymentsParts } from "../../services/payments/payments-parts.ts";
import { WalletState } from "../../services/payments/wallet/wallet.ts";
import type { Basket } from "../../verticals/supermarket/basket/basket.ts";
import type { Item } from "../../verticals/supermarket/item/item.ts";
import { supermarketParts } from "../../verticals/supermarket/supermarket-parts.ts";
import type { Answers } from "./messages.ts";

const STORE = "str_demomarket1";
const CURRENCY = "CNY";
const FUNDS = 1_000_000_000n;
const STOCK = 1_000_000_000;
const LINES_PER_BASKET = 3;

const seedPayer = async (parts: PaymentsParts, userId: string, devices: number, now: Date) =>
  parts.store.transaction(async (session) => {
    const known = { displayName: "压测用户", state: WalletState.ACTIVE, currencyCode: CURRENCY, deviceCount: 0 };
    const user = { ...known, realNameLevel: 2 as const };
    await parts.users.create([{ _id: userId, ...user }], { session });
    const postings = [{ debit: fundingOf(CURRENCY), credit: walletOf(userId, CURRENCY), amount: FUNDS }];
    const entryId = userId.replace("usr_", "ent_");
    await parts.ledger.post(session, { entryId, reason: EntryReason.FUNDING, subjectId: userId, postings }, now);
    const added = [];
    for (let index = 0; index < devices; index++)
      added.push(await addDevice(parts, session, { userId, deviceName: `phone ${index}` }, now));
    return added;
  });

/** Wallet users with money and phones, by the service's own functions. */
export const seedPayers = async (
  host: ServiceHost,
  { users, devicesPerUser, run }: { users: number; devicesPerUser: number; run: string },
): Promise<Answers["seed payers"]> => {
  const parts = paymentsParts(host);
  const ids = Array.from({ length: users }, (_, index) => `usr_bench${run}${index}`);
  const seeded = await Promise.all(ids.map((id) => seedPayer(parts, id, devicesPerUser, host.clock.now())));
  return seeded.flat().map(({ deviceNumber, deviceSecret }) => ({ deviceNumber, deviceSecret }));
};

/** So much of everything that nothing runs out; also of what the demo has sold out. */
export const seedShelf = async (host: ServiceHost): Promise<null> => {
  const { items } = supermarketParts(host);
  await items.updateMany({ storeId: STORE }, { $inc: { available: STOCK, received: STOCK } });
  return null;
};

const basketOf = (_id: string, items: readonly Item[], turn: number): Basket => {
  const chosen = Array.from(
    { length: LINES_PER_BASKET },
    (_, line) => items[(turn * 7 + line * 5) % items.length] as Item,
  );
  const lines = chosen.map(({ _id: itemId, barcode, name, nameEn, unitPrice }) => ({
    ...{ itemId, barcode, name, nameEn, quantity: 1, unitPrice },
  }));
  return {
    ...{ _id, storeId: STORE, merchantId: "mer_demomarket", tillId: `till-${turn % 20}` },
    ...{ storeName: "惠民超市（中心店）", storeNameEn: "Huimin Market (Central)", state: "OPEN", lines },
    ...{ total: lines.reduce((sum, { unitPrice }) => sum + unitPrice, 0n), currencyCode: CURRENCY },
    ...{ revision: 1, attemptCount: 0 },
  };
};

const BATCH = 500;

/** Open baskets of three lines under these ids, as PutBasket would have written them. */
export const seedBaskets = async (host: ServiceHost, ids: readonly string[]): Promise<null> => {
  const { items, baskets } = supermarketParts(host);
  const shelf = await items.find({ storeId: STORE }).sort({ _id: 1 }).lean<Item[]>();
  for (let start = 0; start < ids.length; start += BATCH) {
    const batch = ids.slice(start, start + BATCH).map((id, index) => basketOf(id, shelf, start + index));
    await baskets.insertMany(batch, { lean: true });
  }
  return null;
};
