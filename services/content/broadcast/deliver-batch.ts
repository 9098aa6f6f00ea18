import type { ClientSession } from "mongoose";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { findRow, insertRows, updateRow, upsertRows } from "../../../kernel/store/rows.ts";
import { BROADCASTS, MAX_UNREAD } from "../config.ts";
import type { ContentParts, Work } from "../content-parts.ts";
import { broadcastDelivered } from "../events.ts";
import type { FollowerRow } from "../follow/follower-model.ts";
import type { MailboxRow, MessageRow } from "../message/message-model.ts";
import type { BroadcastRow, DeliveryExceptionRow } from "./broadcast-model.ts";

/** Thrown where another node has moved the broadcast on meanwhile: nothing of this batch may stay. */
class Overtaken extends Error {
  override readonly name = "Overtaken";
}

/** Whose turn it is in this batch. */
interface Turn {
  readonly reached: readonly string[];
  readonly full: readonly string[];
  /** The last user whom the batch has looked at. */
  readonly cursor: string;
  readonly isLast: boolean;
}

/** Those of the users whose inbox takes no more broadcasts. */
const fullOf = async (
  { mailboxes }: ContentParts,
  userIds: readonly string[],
  session: ClientSession,
): Promise<Set<string>> => {
  const rows = await mailboxes
    .find({ _id: { $in: userIds } })
    .session(session)
    .lean<MailboxRow[]>();
  return new Set(rows.filter(({ unread }) => unread >= MAX_UNREAD).map(({ _id }) => _id));
};

/** The next of the window's users in the order of their ids. Who left, and who came after the broadcast was sent, is passed over. */
const takeTurn = async (
  parts: ContentParts,
  { windowId, cursor, audienceSeq }: BroadcastRow,
  session: ClientSession,
): Promise<Turn> => {
  const rows = await parts.followers
    .find({ windowId, userId: { $gt: cursor } })
    .sort({ userId: 1 })
    .limit(BROADCASTS.batch)
    .session(session)
    .lean<FollowerRow[]>();
  const audience = rows.filter(({ following, followSeq }) => following && followSeq <= audienceSeq);
  const userIds = audience.map(({ userId }) => userId);
  const full = await fullOf(parts, userIds, session);
  return {
    reached: userIds.filter((userId) => !full.has(userId)),
    full: userIds.filter((userId) => full.has(userId)),
    cursor: rows.at(-1)?.userId ?? cursor,
    isLast: rows.length < BROADCASTS.batch,
  };
};

/** A user's delivery. Its id derives from the broadcast and the user, so the store itself refuses a second one (V26). */
const deliveryOf = (
  { _id: broadcastId, windowId, merchantId, sendTime }: BroadcastRow,
  userId: string,
): MessageRow => ({
  _id: deriveId("msg", sendTime, broadcastId, userId),
  ...{ userId, windowId, merchantId, kind: "BROADCAST", broadcastId, unread: true, sendTime },
});

const failureOf = ({ _id: broadcastId }: BroadcastRow, userId: string): DeliveryExceptionRow => ({
  _id: `${broadcastId}:${userId}`,
  ...{ broadcastId, userId, outcome: "FAILED", reason: "INBOX_FULL" },
});

const writeDeliveries = async (
  { messages, mailboxes, deliveryExceptions }: ContentParts,
  broadcast: BroadcastRow,
  { reached, full }: Turn,
  session: ClientSession,
): Promise<void> => {
  const deliveries = reached.map((userId) => deliveryOf(broadcast, userId));
  await insertRows(messages, deliveries, session);
  const one = { $inc: { unread: 1 } };
  await upsertRows(
    mailboxes,
    reached.map((_id) => ({ filter: { _id }, update: one })),
    session,
  );
  await insertRows(
    deliveryExceptions,
    full.map((userId) => failureOf(broadcast, userId)),
    session,
  );
};

/** Moves the broadcast's cursor and totals, from where this batch found them. */
const moveOn = async (
  { broadcasts, audiences }: ContentParts,
  { _id, windowId, cursor: from }: BroadcastRow,
  { reached, full, cursor, isLast }: Turn,
  { session, now }: Work,
): Promise<void> => {
  const end = isLast ? { state: "SENT" as const, finishTime: now } : {};
  const update = { $set: { cursor, ...end }, $inc: { sentCount: reached.length, failedCount: full.length } };
  const filter = { _id, state: "SENDING" as const, cursor: from };
  if ((await updateRow(broadcasts, { filter, update }, { session })) === 0) throw new Overtaken();
  if (isLast)
    await updateRow(audiences, { filter: { _id: windowId }, update: { $set: { sendingId: "" } } }, { session });
};

/**
 * Delivers a broadcast to the next of its followers, in one transaction: the deliveries, the counts of what is unread, the totals and the cursor. Whatever
 * dies around it, the next run goes on behind the last committed batch: nobody twice, nobody forgotten (V26). Answers whether there is more to do.
 */
export const deliverBatch = (
  parts: ContentParts,
  broadcastId: string,
  context: Omit<Work, "session">,
): Promise<boolean> =>
  parts.store.transaction(async (session) => {
    const broadcast = await findRow(parts.broadcasts, { _id: broadcastId }, session);
    if (broadcast?.state !== "SENDING") return false;
    const turn = await takeTurn(parts, broadcast, session);
    await writeDeliveries(parts, broadcast, turn, session);
    await moveOn(parts, broadcast, turn, { session, ...context });
    const news = { broadcastId, windowId: broadcast.windowId, userIds: [...turn.reached] };
    const key = `${broadcastId}:${turn.cursor}`;
    if (turn.reached.length > 0) await parts.outbox.append(session, broadcastDelivered, news, { ...context, key });
    return !turn.isLast;
  });
