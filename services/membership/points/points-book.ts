import type { ClientSession, Model } from "mongoose";
import type { Outbox } from "../../../kernel/events/event.ts";
import { insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { pointsChanged } from "../events.ts";
import type { SaleRow } from "../sale/sale-model.ts";
import { catchUp } from "./catch-up.ts";
import { loadPoints } from "./load-points.ts";
import { type Buckets, expire, type Moved, type Points } from "./points.ts";
import { balanceMessage, entryMessage } from "./points-message.ts";
import {
  type BucketChange,
  bucketIdOf,
  type EntryRow,
  entryIdOf,
  type PointsAccountRow,
  type PointsModels,
} from "./points-model.ts";

/** What a book works with. */
export interface BookParts {
  readonly points: PointsModels;
  readonly sales: Model<SaleRow>;
  readonly outbox: Outbox;
}

/** When something happens, and in whose trace. */
export interface Cause {
  readonly now: Date;
  readonly traceparent: string;
}

/** A card's points inside a transaction: what is due by now has happened, verbs of points.ts are applied one after the other, and `close` writes them all. */
export interface PointsBook {
  /** As they are after what was applied so far. */
  readonly points: Points;
  /** Takes a verb's result over and notes its movement. Answers the result. */
  apply<Result extends Moved>(moved: Result, merchantTradeId?: string): Result;
  /** Writes accounts, buckets, entries and the news of them; nothing where nothing moved. Answers whether something did. */
  close(): Promise<boolean>;
}

/** Opens the book of a card. `named` are buckets to be looked at though nothing may be left in them. */
export const openBook = async (
  parts: BookParts,
  session: ClientSession,
  { cardId, named = [] }: { readonly cardId: string; readonly named?: readonly Date[] },
  cause: Cause,
): Promise<PointsBook> => {
  const { now } = cause;
  const loaded = await loadPoints(parts, { cardId, now, named }, session);
  const { account, points: before } = loaded;
  let points = before;
  const drafts: EntryRow[] = [];
  const book: PointsBook = {
    get points() {
      return points;
    },
    apply: (moved, merchantTradeId) => {
      const { reason, postings } = moved.movement;
      const entryNumber = account.entryCount + drafts.length + 1;
      const buckets = changesOf(points.buckets, moved.points.buckets);
      points = moved.points;
      if (postings.length > 0)
        drafts.push({
          ...{ _id: entryIdOf(cardId, entryNumber), cardId, entryNumber, reason, postings, buckets, entryTime: now },
          ...(merchantTradeId && { merchantTradeId }),
        });
      return moved;
    },
    close: async () => {
      // What went back into a bucket that has ended ends with it.
      const ended = expire(points, now);
      if (ended) book.apply(ended);
      if (drafts.length === 0) return false;
      await writeBook(parts.points, session, { account, before, after: points, drafts });
      await announce(parts.outbox, session, { account, points, drafts }, cause);
      return true;
    },
  };
  await applyDue(parts, session, book, loaded.dueSales, now);
  return book;
};

/** Notes what is due by now before anything else. */
const applyDue = async (
  { sales }: BookParts,
  session: ClientSession,
  book: PointsBook,
  dueSales: readonly SaleRow[],
  now: Date,
): Promise<void> => {
  for (const { moved, sale } of catchUp(book.points, dueSales, now)) {
    book.apply(moved, sale?.merchantTradeId);
    if (sale) await updateRow(sales, { filter: { _id: sale._id }, update: { $set: { isFinal: true } } }, { session });
  }
};

const changesOf = (before: Buckets, after: Buckets): BucketChange[] =>
  [...after].flatMap(([key, { expireTime, remaining }]) => {
    const change = remaining - (before.get(key)?.remaining ?? 0n);
    return change === 0n ? [] : [{ expireTime, change }];
  });

interface Written {
  readonly account: PointsAccountRow;
  readonly before: Points;
  readonly after: Points;
  readonly drafts: readonly EntryRow[];
}

const writeBook = async (
  { accounts, buckets, entries }: PointsModels,
  session: ClientSession,
  { account, before, after, drafts }: Written,
): Promise<void> => {
  const { _id, entryCount } = account;
  const update = { $set: { ...after.accounts, entryCount: entryCount + drafts.length } };
  // Of two that read the same count one writes; the store lets the other run again.
  if ((await updateRow(accounts, { filter: { _id, entryCount }, update }, { session })) !== 1)
    throw new Error(`the points of ${_id} moved while they were being moved`);
  for (const draft of drafts) await insertRow(entries, draft, session);
  for (const [key, bucket] of after.buckets) {
    const known = before.buckets.get(key) ?? { remaining: 0n, expired: 0n, forgiven: 0n };
    if (bucket === known) continue;
    const { expireTime, remaining, expired, forgiven } = bucket;
    // By differences: a bucket that was not read, as nothing was left in it, keeps what has ended of it.
    const $inc = {
      remaining: remaining - known.remaining,
      expired: expired - known.expired,
      forgiven: forgiven - known.forgiven,
    };
    const filter = { _id: bucketIdOf(_id, expireTime) };
    const $set = { cardId: _id, expireTime, isLive: remaining > 0n };
    await updateRow(buckets, { filter, update: { $inc, $set } }, { session, upsert: true });
  }
};

const announce = (
  outbox: Outbox,
  session: ClientSession,
  { account, points, drafts }: { account: PointsAccountRow; points: Points; drafts: readonly EntryRow[] },
  cause: Cause,
): Promise<void> => {
  const { _id: cardId, merchantId, userId } = account;
  const entries = drafts.map(entryMessage);
  const payload = { cardId, merchantId, userId, entries, points: balanceMessage(points) };
  return outbox.append(session, pointsChanged, payload, { ...cause, key: drafts[0]?._id ?? "" });
};
