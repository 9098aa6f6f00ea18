import type { ClientSession } from "mongoose";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import type { ContentParts } from "../content-parts.ts";
import type { FollowerRow } from "../follow/follower-model.ts";

/**
 * Takes a follower who leaves out of the broadcast that is on its way: if their turn is still to come, they are counted as excluded here and now, in the
 * transaction of the unfollow. Both this and a batch of deliveries write the broadcast's row, so one of them sees what the other has done.
 */
export const excludeFromBroadcast = async (
  { broadcasts, deliveryExceptions }: Pick<ContentParts, "broadcasts" | "deliveryExceptions">,
  broadcastId: string,
  { userId, followSeq }: FollowerRow,
  session: ClientSession,
): Promise<void> => {
  const broadcast = await findRow(broadcasts, { _id: broadcastId }, session);
  if (broadcast?.state !== "SENDING" || followSeq > broadcast.audienceSeq || userId <= broadcast.cursor) return;
  const exception = { broadcastId, userId, outcome: "EXCLUDED" as const, reason: "UNFOLLOWED" as const };
  await insertRow(deliveryExceptions, { _id: `${broadcastId}:${userId}`, ...exception }, session);
  const one = { filter: { _id: broadcastId }, update: { $inc: { excludedCount: 1 } } };
  await updateRow(broadcasts, one, { session });
};
