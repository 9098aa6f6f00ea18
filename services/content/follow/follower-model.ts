import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** How a user stands to a window; `_id` is followerIdOf. The row stays when the user leaves: that is how an opt-out is remembered (W6). */
export interface FollowerRow {
  readonly _id: string;
  readonly windowId: string;
  readonly userId: string;
  readonly following: boolean;
  /** The number of this follow among all of the window: a broadcast reaches those up to the number at which it was sent. */
  readonly followSeq: number;
  /** How often the user has become a follower. */
  readonly follows: number;
  readonly followTime: Date;
  readonly unfollowTime?: Date;
}

/** Of a window, apart from what it shows: every follow, unfollow and broadcast changes it, so none of them can overlook another. */
export interface AudienceRow {
  /** win_… */
  readonly _id: string;
  readonly followerCount: number;
  /** The number of the latest follow. */
  readonly followSeq: number;
  /** The broadcast that is on its way; empty = none. */
  readonly sendingId: string;
}

/** A line of the log of follows (W5): written once, never changed. */
export interface FollowLogRow {
  /** flw_… */
  readonly _id: string;
  readonly windowId: string;
  readonly userId: string;
  readonly action: "FOLLOWED" | "UNFOLLOWED";
  /** How the user came; empty for UNFOLLOWED. */
  readonly channel: "" | "WINDOW" | "PAYMENT";
  readonly followSeq: number;
  readonly time: Date;
}

export const followerIdOf = (windowId: string, userId: string): string => `${windowId}:${userId}`;

const required = true;

const followerSchema = new Schema<FollowerRow>(
  {
    _id: { type: String, required },
    windowId: { type: String, required },
    userId: { type: String, required },
    following: { type: Boolean, required },
    followSeq: { type: Number, required },
    follows: { type: Number, required },
    followTime: { type: Date, required },
    unfollowTime: { type: Date },
  },
  { collection: "followers", versionKey: false },
);
// A broadcast walks along this one, in the order of users.
followerSchema.index({ windowId: 1, userId: 1 });
followerSchema.index({ userId: 1, windowId: 1 });

const audienceSchema = new Schema<AudienceRow>(
  {
    _id: { type: String, required },
    followerCount: { type: Number, required },
    followSeq: { type: Number, required },
    sendingId: { type: String },
  },
  { collection: "audiences", versionKey: false },
);

const logSchema = new Schema<FollowLogRow>(
  {
    _id: { type: String, required },
    windowId: { type: String, required },
    userId: { type: String, required },
    action: { type: String, required },
    channel: { type: String },
    followSeq: { type: Number, required },
    time: { type: Date, required },
  },
  { collection: "follow_log", versionKey: false },
);
logSchema.index({ windowId: 1, _id: 1 });

export const followerModel = (connection: Connection): Model<FollowerRow> =>
  modelOf<FollowerRow>(connection, "Follower", followerSchema);

export const audienceModel = (connection: Connection): Model<AudienceRow> =>
  modelOf<AudienceRow>(connection, "Audience", audienceSchema);

export const followLogModel = (connection: Connection): Model<FollowLogRow> =>
  modelOf<FollowLogRow>(connection, "FollowLog", logSchema);
