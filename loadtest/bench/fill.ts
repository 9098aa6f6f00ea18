/**
 * Fills a store with the traces of so many paid checkouts, fast: all rows that a checkout leaves in the long run, in the form in which the services write
 * them, with balances and stock that add up (ledger:verify and stock:verify pass on it). For benchmarks only: events and answers have no part in it.
 */
import type { Model } from "mongoose";
import { inboxModel } from "../../kernel/events/inbox-model.ts";
import { idempotencyModel } from "../../kernel/idempotency/idempotency-model.ts";
import { deriveId } from "../../kernel/ids/ids.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import { accountIdOf, EntryReason, fundingOf, payableOf, walletOf } from "../../services/payments/ledger/ledger.ts";
import { ledgerModels } from "../../services/payments/ledger/ledger-model.ts";
import { paymentsParts } from "../../services/payments/payments-parts.ts";
import { TradeState } from "../../services/payments/trade/trade.ts";
import { WalletState } from "../../services/payments/wallet/wallet.ts";
import type { Item } from "../../verticals/supermarket/item/item.ts";
import { supermarketParts } from "../../verticals/supermarket/supermarket-parts.ts";

const BATCH = 1_000;
const PAYERS = 5_000;
const CURRENCY = "CNY";
const MERCHANT = "mer_demomarket";
const STORE = "str_demomarket1";
/** Checkouts are spread over the month before this one, one every two seconds or so. */
const SPACING_MS = 2_400;

const payerOf = (index: number) => `usr_benchfill${index % PAYERS}`;
const basketIdOf = (index: number) => `bsk_benchfill${String(index).padStart(9, "0")}`;
const tradeTimeOf = (index: number, trades: number, now: Date) =>
  new Date(now.getTime() - (trades - index) * SPACING_MS);

/** Writes past Mongoose's documents, in the shape that its schema would give them. */
// biome-ignore lint/suspicious/noExplicitAny: each model has its own rows
const write = async (model: Model<any>, rows: readonly object[]): Promise<void> => {
  await model.collection.insertMany(rows as never);
};

const claimOf = (index: number, price: bigint) => ({
  ...{ merchantId: MERCHANT, storeId: STORE, merchantTradeId: `${basketIdOf(index)}-1` },
  ...{ amount: price, currencyCode: CURRENCY, subject: "惠民超市（中心店）" },
});

const tradeRowOf = (index: number, price: bigint, time: Date, _id: string) => ({
  ...{ _id, ...claimOf(index, price), state: TradeState.SUCCESS, createTime: time, lifetimeS: 900 },
  ...{ expireTime: new Date(time.getTime() + 900_000), refundedAmount: 0n, payerUserId: payerOf(index) },
  ...{ payerDisplayName: "压测用户", billTime: time, paidAmount: price, payTime: time },
});

const entryRowOf = (index: number, price: bigint, time: Date, tradeId: string) => ({
  ...{ _id: deriveId("ent", time, tradeId), reason: EntryReason.PAYMENT, subjectId: tradeId, createTime: time },
  postings: [
    {
      debitAccountId: accountIdOf(walletOf(payerOf(index), CURRENCY)),
      creditAccountId: accountIdOf(payableOf(MERCHANT, CURRENCY)),
      ...{ amount: price, currencyCode: CURRENCY },
    },
  ],
});

const PRICE = 600n;

/** The payers of the fill, each with the money that the fill will have spent. */
const fillPayers = async (host: ServiceHost, trades: number): Promise<void> => {
  const { store, users, ledger } = paymentsParts(host);
  const { accounts } = ledgerModels(store.connection);
  const now = host.clock.now();
  for (let index = 0; index < Math.min(PAYERS, trades); index++) {
    const userId = payerOf(index);
    const funds = BigInt(Math.ceil((trades - index) / PAYERS)) * PRICE;
    const known = { displayName: "压测用户", state: WalletState.ACTIVE, currencyCode: CURRENCY, deviceCount: 0 };
    const user = { ...known, realNameLevel: 2 as const };
    await store.transaction(async (session) => {
      await users.create([{ _id: userId, ...user }], { session });
      const postings = [{ debit: fundingOf(CURRENCY), credit: walletOf(userId, CURRENCY), amount: funds }];
      const entryId = userId.replace("usr_", "ent_");
      await ledger.post(session, { entryId, reason: EntryReason.FUNDING, subjectId: userId, postings }, now);
    });
    const spent = { $inc: { postedDebits: funds, available: -funds } };
    await accounts.updateOne({ _id: accountIdOf(walletOf(userId, CURRENCY)) }, spent);
  }
  const total = BigInt(trades) * PRICE;
  await accounts.updateOne(
    { _id: accountIdOf(payableOf(MERCHANT, CURRENCY)) },
    {
      $inc: { postedCredits: total, available: total, postedDebits: 0n },
      $setOnInsert: { kind: "payable", owner: MERCHANT, currencyCode: CURRENCY, held: 0n },
    },
    { upsert: true },
  );
};

/** Trades, ledger entries, spent codes and stored answers. */
export const fillPayments = async (host: ServiceHost, trades: number): Promise<null> => {
  const { store, trades: tradeRows, attempts } = paymentsParts(host);
  const { entries } = ledgerModels(store.connection);
  const now = host.clock.now();
  for (let start = 0; start < trades; start += BATCH) {
    const indexes = Array.from({ length: Math.min(BATCH, trades - start) }, (_, offset) => start + offset);
    const facts = indexes.map((index) => {
      const time = tradeTimeOf(index, trades, now);
      return { index, time, tradeId: deriveId("trd", time, MERCHANT, `${basketIdOf(index)}-1`) };
    });
    await write(
      tradeRows,
      facts.map(({ index, time, tradeId }) => tradeRowOf(index, PRICE, time, tradeId)),
    );
    await write(
      entries,
      facts.map(({ index, time, tradeId }) => entryRowOf(index, PRICE, time, tradeId)),
    );
    await write(
      attempts,
      facts.map(({ index, time }) => ({
        ...{ _id: `benchfill-${index}`, userId: payerOf(index), merchantId: MERCHANT },
        ...{ merchantTradeId: `${basketIdOf(index)}-1`, createTime: time },
      })),
    );
    await write(
      idempotencyModel(store.connection),
      facts.map(({ index, tradeId }) => ({
        ...{ _id: `benchfill${index}`, rpc: "payTrade", scope: MERCHANT, key: `fill-${index}`, requestHash: tradeId },
        ...{ answer: Buffer.alloc(260, 1), storedAt: now },
      })),
    );
  }
  await fillPayers(host, trades);
  return null;
};

const soldRowsOf = (index: number, time: Date, { _id: itemId, barcode, name, nameEn }: Item) => {
  const [_id, lines] = [basketIdOf(index), [{ itemId, barcode, name, nameEn, quantity: 1, unitPrice: PRICE }]];
  const place = {
    storeId: STORE,
    storeName: "惠民超市（中心店）",
    storeNameEn: "Huimin Market (Central)",
    tillId: "till-1",
  };
  const attemptId = deriveId("att", new Date(0), MERCHANT, `fill-${index}`);
  const sum = { total: PRICE, currencyCode: CURRENCY };
  return {
    basket: {
      _id,
      ...place,
      merchantId: MERCHANT,
      state: "PAID",
      lines,
      ...sum,
      revision: 1,
      attemptCount: 1,
      attemptId,
    },
    receipt: {
      ...{ _id, receiptId: deriveId("rcp", time, attemptId), receiptNumber: String(index), ...place, ...sum, lines },
      ...{ cashierId: "stf_democashier1", tradeId: `trd_fill${index}`, payerDisplayName: "**用户", payTime: time },
    },
    attempt: {
      ...{ _id: attemptId, requestHash: `fill-${index}`, basketId: _id, merchantTradeId: `${_id}-1`, ...sum },
      ...{ cashierId: "stf_democashier1", startTime: time, state: "PAID", asks: 1, recoverTime: time, recoveries: 0 },
    },
  };
};

/** Baskets, attempts, receipts and the marks of consumed events. */
export const fillSupermarket = async (host: ServiceHost, trades: number): Promise<null> => {
  const { store, items, baskets, attempts, receipts } = supermarketParts(host);
  const now = host.clock.now();
  const [item] = await items.find({ storeId: STORE }).sort({ _id: 1 }).limit(1).lean<Item[]>();
  if (!item) throw new Error("the demo store has no items");
  await items.updateOne({ _id: item._id }, { $inc: { received: trades } });
  for (let start = 0; start < trades; start += BATCH) {
    const indexes = Array.from({ length: Math.min(BATCH, trades - start) }, (_, offset) => start + offset);
    const rows = indexes.map((index) => soldRowsOf(index, tradeTimeOf(index, trades, now), item));
    await write(
      baskets,
      rows.map(({ basket }) => basket),
    );
    await write(
      receipts,
      rows.map(({ receipt }) => receipt),
    );
    await write(
      attempts,
      rows.map(({ attempt }) => attempt),
    );
    await write(
      inboxModel(store.connection),
      indexes.map((index) => ({ _id: `finish-paid-trade:fill${index}`, storedAt: now })),
    );
  }
  return null;
};
