import { hash } from "node:crypto";
import type { ClientSession } from "mongoose";
import { upsertRows } from "../../../kernel/store/rows.ts";
import { READ_SHARDS } from "../config.ts";
import type { ContentParts } from "../content-parts.ts";
import type { MessageRow } from "../message/message-model.ts";

/** Which part of the count a reader adds to. */
const shardOf = (userId: string): number => Buffer.from(hash("sha256", userId, "buffer")).readUInt16BE(0) % READ_SHARDS;

/** Adds a reader to the broadcasts among the messages that were just read. */
export const countRead = (
  { readCounts }: Pick<ContentParts, "readCounts">,
  rows: readonly Pick<MessageRow, "broadcastId">[],
  userId: string,
  session: ClientSession,
): Promise<void> => {
  const shard = shardOf(userId);
  const read = rows.flatMap(({ broadcastId }) => (broadcastId ? [broadcastId] : []));
  const changes = read.map((broadcastId) => ({
    filter: { _id: `${broadcastId}:${shard}` },
    update: { $inc: { count: 1 }, $setOnInsert: { broadcastId } },
  }));
  return upsertRows(readCounts, changes, session);
};
