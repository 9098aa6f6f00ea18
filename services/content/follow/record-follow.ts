import { deriveId } from "../../../kernel/ids/ids.ts";
import { findRow, insertRow, updateRow, upsertRow } from "../../../kernel/store/rows.ts";
import { type Follow, FollowChannel } from "../../../proto/gen/paywindow/content/v1/content.ts";
import type { ContentParts, Work } from "../content-parts.ts";
import { windowFollowed } from "../events.ts";
import { type AutoReplyRule, decideReply } from "../reply/reply.ts";
import { sendReply } from "../reply/send-reply.ts";
import type { PublishedWindow } from "../window/window.ts";
import { type FollowerRow, followerIdOf } from "./follower-model.ts";

/** Who begins to follow, and how they came. */
interface NewFollow {
  readonly userId: string;
  readonly channel: "WINDOW" | "PAYMENT";
  /** The follower's row, where the user has followed before. */
  readonly before: FollowerRow | null;
}

export const followMessage = ({ windowId, following, follows, followTime }: FollowerRow): Follow => ({
  windowId,
  following,
  firstTime: following && follows === 1,
  followTime: following ? followTime : undefined,
});

/** Numbers the follow and writes the follower's row. */
const writeFollower = async (
  { followers, audiences }: ContentParts,
  windowId: string,
  { userId, before }: NewFollow,
  { session, now }: Work,
): Promise<FollowerRow> => {
  const one = { filter: { _id: windowId }, update: { $inc: { followerCount: 1, followSeq: 1 } } };
  const { followSeq } = await upsertRow(audiences, one, session);
  const state = { following: true, followSeq, follows: (before?.follows ?? 0) + 1, followTime: now };
  const row = { _id: followerIdOf(windowId, userId), windowId, userId, ...state };
  if (before) await updateRow(followers, { filter: { _id: row._id }, update: { $set: state } }, { session });
  else await insertRow(followers, row, session);
  return row;
};

/** Makes the user a follower, in the given transaction: the row, the count, the log (W5), the news, and the window's on-follow reply (W10). */
export const recordFollow = async (
  parts: ContentParts,
  window: PublishedWindow & { readonly autoReplies: readonly AutoReplyRule[] },
  follow: NewFollow,
  work: Work,
): Promise<Follow> => {
  const { windowId, merchantId } = window;
  const { userId, channel } = follow;
  const { session, now, traceparent } = work;
  const row = await writeFollower(parts, windowId, follow, work);
  const key = `${row._id}:${row.followSeq}`;
  const line = { windowId, userId, action: "FOLLOWED" as const, channel, followSeq: row.followSeq, time: now };
  await insertRow(parts.followLog, { _id: deriveId("flw", now, key, "FOLLOWED"), ...line }, session);
  const payload = {
    ...{ windowId, merchantId, userId, firstTime: row.follows === 1, followTime: now },
    channel: FollowChannel[`FOLLOW_CHANNEL_${channel}`],
  };
  await parts.outbox.append(session, windowFollowed, payload, { now, traceparent, key });
  const reply = decideReply(window.autoReplies, { followed: true });
  if (reply) await sendReply(parts, window, { userId, occasion: `follow:${row.followSeq}`, body: reply.text }, work);
  return followMessage(row);
};

/** The user's row at that window; null where the user has never followed it. */
export const findFollower = (
  { followers }: Pick<ContentParts, "followers">,
  windowId: string,
  userId: string,
  { session }: Pick<Work, "session">,
): Promise<FollowerRow | null> => findRow(followers, { _id: followerIdOf(windowId, userId) }, session);
