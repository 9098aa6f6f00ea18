import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { NotificationState, NotifySchedule } from "./notification.ts";

/** A notification in the store. It is written with the payment or refund that it tells of, or not at all. */
export interface NotificationRow {
  /** ntf_…; the same in every try. */
  readonly _id: string;
  readonly merchantId: string;
  readonly tradeId: string;
  /** The program that made the trade; empty for a till's. */
  readonly appId: string;
  readonly url: string;
  /** The host of the url: one that is slow does not keep the others waiting. */
  readonly host: string;
  /** JSON of the fields that do not change from try to try. */
  readonly content: string;
  /** By which gaps it is sent again. Absent on rows of earlier versions: ALIPAY. */
  readonly schedule?: NotifySchedule;
  readonly state: NotificationState;
  readonly tries: number;
  /** When it is sent next; absent where it is not. */
  readonly nextTime?: Date;
  readonly createTime: Date;
  readonly deliverTime?: Date;
  /** Of the last try. */
  readonly remark?: string;
}

const required = true;

const schema = new Schema<NotificationRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    tradeId: { type: String, required },
    appId: { type: String, default: "" },
    url: { type: String, required },
    host: { type: String, required },
    content: { type: String, required },
    schedule: { type: String },
    state: { type: String, required },
    tries: { type: Number, required },
    nextTime: { type: Date },
    createTime: { type: Date, required },
    deliverTime: { type: Date },
    remark: { type: String },
  },
  { collection: "notifications", versionKey: false },
);
schema.index({ tradeId: 1 });
// What is to be sent. What is not leaves it.
schema.index({ nextTime: 1, _id: 1 }, { partialFilterExpression: { nextTime: { $exists: true } } });

export const notificationModel = (connection: Connection): Model<NotificationRow> =>
  modelOf<NotificationRow>(connection, "Notification", schema);
