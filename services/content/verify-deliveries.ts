import type { Store } from "../../kernel/store/open-store.ts";
import {
  type BroadcastRow,
  broadcastModel,
  deliveryExceptionModel,
  readCountModel,
} from "./broadcast/broadcast-model.ts";
import { type AudienceRow, audienceModel, followerModel, followLogModel } from "./follow/follower-model.ts";
import { type MailboxRow, mailboxModel, messageModel } from "./message/message-model.ts";

/** What a check of everything that content has delivered found. */
export interface DeliveryCheck {
  readonly broadcasts: number;
  readonly messages: number;
  readonly mailboxes: number;
  readonly windows: number;
  /** In words, each with its ids; empty where everything agrees. */
  readonly mismatches: readonly string[];
}

/** What the rows of one broadcast add up to. */
interface Counted {
  sent: number;
  read: number;
  failed: number;
  excluded: number;
}

const blank = (): Counted => ({ sent: 0, read: 0, failed: 0, excluded: 0 });

const of = (counts: Map<string, Counted>, broadcastId: string): Counted => {
  const known = counts.get(broadcastId) ?? blank();
  counts.set(broadcastId, known);
  return known;
};

/** Walks along the messages user by user, so that no more than one user's broadcasts are held at a time. */
const countMessages = async (store: Store, counts: Map<string, Counted>, mismatches: string[]) => {
  const unread = new Map<string, number>();
  let messages = 0;
  let current = { userId: "", seen: new Set<string>() };
  for await (const row of messageModel(store.connection).find().sort({ userId: 1, _id: -1 }).lean().cursor()) {
    messages++;
    if (row.unread) unread.set(row.userId, (unread.get(row.userId) ?? 0) + 1);
    if (!row.broadcastId) continue;
    if (row.userId !== current.userId) current = { userId: row.userId, seen: new Set() };
    if (current.seen.has(row.broadcastId))
      mismatches.push(`broadcast ${row.broadcastId} is in the inbox of ${row.userId} twice`);
    current.seen.add(row.broadcastId);
    const counted = of(counts, row.broadcastId);
    counted.sent++;
    if (!row.unread) counted.read++;
  }
  return { messages, unread };
};

const checkMailboxes = async (store: Store, unread: Map<string, number>, mismatches: string[]): Promise<number> => {
  let mailboxes = 0;
  for await (const row of mailboxModel(store.connection).find().lean<MailboxRow[]>().cursor()) {
    mailboxes++;
    const { _id, unread: kept } = row as MailboxRow;
    const counted = unread.get(_id) ?? 0;
    if (kept !== counted) mismatches.push(`mailbox ${_id}: ${kept} unread, but ${counted} messages are`);
    unread.delete(_id);
  }
  for (const [userId, count] of unread)
    mismatches.push(`mailbox ${userId} is missing, but ${count} messages are unread`);
  return mailboxes;
};

const checkBroadcast = (row: BroadcastRow, counted: Counted, readers: number): string[] => {
  const { _id, state, audienceCount, sentCount, failedCount, excludedCount } = row;
  const found: string[] = [];
  const hold = (what: string, kept: number, rows: number) => {
    if (kept !== rows) found.push(`broadcast ${_id}: ${kept} ${what}, but ${rows} rows`);
  };
  hold("sent", sentCount, counted.sent);
  hold("failed", failedCount, counted.failed);
  hold("excluded", excludedCount, counted.excluded);
  hold("read", readers, counted.read);
  const done = sentCount + failedCount + excludedCount;
  if (state === "SENT" ? done !== audienceCount : done > audienceCount)
    found.push(`broadcast ${_id} is ${state}: ${done} of an audience of ${audienceCount} had their turn`);
  return found;
};

const checkWindow = async (store: Store, { _id, followerCount }: AudienceRow): Promise<string[]> => {
  const rows = await followerModel(store.connection).countDocuments({ windowId: _id, following: true });
  const found: string[] = [];
  if (rows !== followerCount) found.push(`window ${_id}: ${followerCount} followers, but ${rows} rows`);
  const log = followLogModel(store.connection);
  const follows = await log.countDocuments({ windowId: _id, action: "FOLLOWED" });
  const unfollows = await log.countDocuments({ windowId: _id, action: "UNFOLLOWED" });
  // Followers that were brought in from elsewhere have no line of their own.
  if (follows - unfollows > rows)
    found.push(`window ${_id}: the log says ${follows} follows and ${unfollows} unfollows, but ${rows} follow`);
  return found;
};

/**
 * Holds every total against the rows that it counts: per broadcast sent + failed + excluded = audience and nobody twice (V26), per user unread = unread
 * messages, per window followers = rows (W5). To be run on a store where nothing is being written.
 */
export const verifyDeliveries = async (store: Store): Promise<DeliveryCheck> => {
  const mismatches: string[] = [];
  const counts = new Map<string, Counted>();
  const { messages, unread } = await countMessages(store, counts, mismatches);
  for await (const row of deliveryExceptionModel(store.connection).find().lean().cursor())
    of(counts, row.broadcastId)[row.outcome === "FAILED" ? "failed" : "excluded"]++;
  const mailboxes = await checkMailboxes(store, unread, mismatches);
  const readers = new Map<string, number>();
  for (const { broadcastId, count } of await readCountModel(store.connection).find().lean())
    readers.set(broadcastId, (readers.get(broadcastId) ?? 0) + count);
  const broadcasts = await broadcastModel(store.connection).find().lean<BroadcastRow[]>();
  for (const row of broadcasts)
    mismatches.push(...checkBroadcast(row, counts.get(row._id) ?? blank(), readers.get(row._id) ?? 0));
  const windows = await audienceModel(store.connection).find().lean<AudienceRow[]>();
  for (const window of windows) mismatches.push(...(await checkWindow(store, window)));
  return { broadcasts: broadcasts.length, messages, mailboxes, windows: windows.length, mismatches };
};
