import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { AutoReplyRule } from "../reply/reply.ts";

/** A merchant's service window; `_id` is the windowId (win_…). Contents are bytes in the contract's encoding (WindowContent): equal contents are equal bytes. */
export interface WindowRow {
  readonly _id: string;
  readonly merchantId: string;
  readonly draft: Buffer;
  /** Grows with every change of the draft, from 1. */
  readonly revision: number;
  /** What users see; absent before the first publication. */
  readonly published?: Buffer;
  /** 0 = none. */
  readonly publishedRevision: number;
  /** Counts the publications. */
  readonly version: number;
  readonly publishTime?: Date;
  readonly autoReplies: readonly AutoReplyRule[];
  readonly autoRepliesRevision: number;
}

/** What was published once; `_id` is `<window id>:<version>`. Never changed. */
export interface WindowVersionRow {
  readonly _id: string;
  readonly content: Buffer;
  readonly publisherId: string;
  readonly publishTime: Date;
}

const required = true;

const schema = new Schema<WindowRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    draft: { type: Buffer, required },
    revision: { type: Number, required },
    published: { type: Buffer },
    publishedRevision: { type: Number, required },
    version: { type: Number, required },
    publishTime: { type: Date },
    autoReplies: { type: [Schema.Types.Mixed], required },
    autoRepliesRevision: { type: Number, required },
  } as never,
  { collection: "windows", versionKey: false },
);
schema.index({ merchantId: 1 }, { unique: true });

const versionSchema = new Schema<WindowVersionRow>(
  {
    _id: { type: String, required },
    content: { type: Buffer, required },
    publisherId: { type: String, required },
    publishTime: { type: Date, required },
  } as never,
  { collection: "window_versions", versionKey: false },
);

export const windowModel = (connection: Connection): Model<WindowRow> =>
  modelOf<WindowRow>(connection, "ServiceWindow", schema);

export const windowVersionModel = (connection: Connection): Model<WindowVersionRow> =>
  modelOf<WindowVersionRow>(connection, "WindowVersion", versionSchema);
