import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { deriveId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { insertRow, updateRow, upsertRow } from "../../../kernel/store/rows.ts";
import type { Follow, UnfollowWindowRequest } from "../../../proto/gen/paywindow/content/v1/content.ts";
import { excludeFromBroadcast } from "../broadcast/exclude-from-broadcast.ts";
import type { ContentParts, Work } from "../content-parts.ts";
import { windowUnfollowed } from "../events.ts";
import { loadPublished } from "../window/get-window.ts";
import type { PublishedWindow } from "../window/window.ts";
import type { FollowerRow } from "./follower-model.ts";
import { findFollower, followMessage } from "./record-follow.ts";

/** Ends a follow in the given transaction: the row (which stays, as the opt-out), the count, a broadcast under way, the log and the news. */
const recordUnfollow = async (
  parts: ContentParts,
  { windowId, merchantId }: PublishedWindow,
  before: FollowerRow,
  { session, now, traceparent }: Work,
): Promise<Follow> => {
  const { _id, userId, followSeq } = before;
  const left = { following: false, unfollowTime: now };
  await updateRow(parts.followers, { filter: { _id }, update: { $set: left } }, { session });
  const fewer = { filter: { _id: windowId }, update: { $inc: { followerCount: -1 } } };
  const { sendingId } = await upsertRow(parts.audiences, fewer, session);
  if (sendingId !== "") await excludeFromBroadcast(parts, sendingId, before, session);
  const key = `${_id}:${followSeq}`;
  const line = { windowId, userId, action: "UNFOLLOWED" as const, channel: "" as const, followSeq, time: now };
  await insertRow(parts.followLog, { _id: deriveId("flw", now, key, "UNFOLLOWED"), ...line }, session);
  const payload = { windowId, merchantId, userId, unfollowTime: now };
  await parts.outbox.append(session, windowUnfollowed, payload, { now, traceparent, key });
  return followMessage({ ...before, ...left });
};

/** UnfollowWindow: from its commit on nothing is pushed; who does not follow stays so, and nothing is written. */
export const unfollowWindow =
  (parts: ContentParts): Handler<UnfollowWindowRequest, Follow> =>
  async (request, { caller, now, traceparent }) => {
    const userId = userOf(caller);
    const fields = readFields();
    const windowId = fields.id("window_id", request.windowId, "win");
    fields.check();
    return parts.store.transaction(async (session) => {
      const window = await loadPublished(parts, windowId, session);
      const before = await findFollower(parts, windowId, userId, { session });
      if (!before) return { windowId, following: false, firstTime: false, followTime: undefined };
      if (!before.following) return followMessage(before);
      return recordUnfollow(parts, window, before, { session, now, traceparent });
    });
  };
