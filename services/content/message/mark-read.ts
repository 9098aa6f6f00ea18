import type { ClientSession } from "mongoose";
import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, updateRow, updateRows } from "../../../kernel/store/rows.ts";
import type { MarkReadRequest, MarkReadResponse } from "../../../proto/gen/paywindow/content/v1/message.ts";
import { countRead } from "../broadcast/count-read.ts";
import { READ_BATCH } from "../config.ts";
import type { ContentParts } from "../content-parts.ts";
import type { MessageRow } from "./message-model.ts";

const MAX_IDS = 100;

const parse = ({ messageIds, all }: MarkReadRequest): readonly string[] => {
  const fields = readFields();
  if (messageIds.length > MAX_IDS)
    fields.refuse({ field: "message_ids", en: `at most ${MAX_IDS}`, zh: `最多 ${MAX_IDS} 条` });
  if (all === messageIds.length > 0)
    fields.refuse({ field: "message_ids", en: "some ids, or all", zh: "须指定消息，或选择全部" });
  for (const [index, id] of messageIds.slice(0, MAX_IDS).entries()) fields.id(`message_ids[${index}]`, id, "msg");
  fields.check();
  return messageIds;
};

/** Marks those of the user's messages that match and are unread, at most a batch; how many they were. Reads no more rows than it marks, and nothing of their texts. */
const markBatch = async (
  parts: ContentParts,
  userId: string,
  which: object,
  session: ClientSession,
): Promise<number> => {
  const rows = await parts.messages
    .find({ userId, unread: true, ...which }, { broadcastId: 1 })
    .sort({ _id: -1 })
    .limit(READ_BATCH)
    .session(session)
    .lean<Pick<MessageRow, "_id" | "broadcastId">[]>();
  if (rows.length === 0) return 0;
  const changes = rows.map(({ _id }) => ({ filter: { _id }, update: { $set: { unread: false } } }));
  await updateRows(parts.messages, changes, session);
  const fewer = { filter: { _id: userId }, update: { $inc: { unread: -rows.length } } };
  await updateRow(parts.mailboxes, fewer, { session });
  await countRead(parts, rows, userId, session);
  return rows.length;
};

/** MarkRead: what is read, the count of the rest and the broadcasts' counts of readers are one commit; all is read batch by batch, until one is not full. */
export const markRead =
  (parts: ContentParts): Handler<MarkReadRequest, MarkReadResponse> =>
  async (request, { caller, signal }) => {
    const userId = userOf(caller);
    const messageIds = parse(request);
    const which = request.all ? {} : { _id: { $in: [...messageIds] } };
    const mark = () => parts.store.transaction((session) => markBatch(parts, userId, which, session));
    let marked = await mark();
    while (request.all && marked === READ_BATCH && !signal.aborted) marked = await mark();
    return { unreadCount: (await findRow(parts.mailboxes, { _id: userId }))?.unread ?? 0 };
  };
