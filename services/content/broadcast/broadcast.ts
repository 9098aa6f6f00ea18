import { type Broadcast, BroadcastState } from "../../../proto/gen/paywindow/content/v1/broadcast.ts";
import type { ContentParts } from "../content-parts.ts";
import type { BroadcastRow } from "./broadcast-model.ts";

const broadcastMessage = (row: BroadcastRow, readCount: number): Broadcast => ({
  broadcastId: row._id,
  windowId: row.windowId,
  merchantId: row.merchantId,
  title: row.text.title,
  body: row.text.body,
  link: row.text.link,
  state: BroadcastState[`BROADCAST_STATE_${row.state}`],
  audienceCount: row.audienceCount,
  sentCount: row.sentCount,
  failedCount: row.failedCount,
  excludedCount: row.excludedCount,
  readCount,
  sendTime: row.sendTime,
  finishTime: row.finishTime,
});

/** Broadcasts as the merchant sees them, with how many have read each. */
export const showBroadcasts = async (
  { readCounts }: Pick<ContentParts, "readCounts">,
  rows: readonly BroadcastRow[],
): Promise<Broadcast[]> => {
  const parts = await readCounts.find({ broadcastId: { $in: rows.map(({ _id }) => _id) } }).lean();
  const readersOf = (id: string) =>
    parts.reduce((sum, { broadcastId, count }) => (broadcastId === id ? sum + count : sum), 0);
  return rows.map((row) => broadcastMessage(row, readersOf(row._id)));
};
