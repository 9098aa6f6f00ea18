import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { ChannelId } from "../config.ts";

/** A refund that a party accepted: the payer's account was credited with it. */
export interface RefundRow {
  /** `<channelId>:<refundNumber>` */
  readonly _id: string;
  readonly channelId: ChannelId;
  readonly refundNumber: string;
  readonly orderId: string;
  readonly merchantId: string;
  /** Positive minor units of the order's currency. */
  readonly amount: bigint;
  readonly transactionId: string;
  readonly createTime: Date;
  /** From then on the party says that the payer has it. */
  readonly doneTime: Date;
}

const required = true;

const schema = new Schema<RefundRow>(
  {
    _id: { type: String, required },
    channelId: { type: String, required },
    refundNumber: { type: String, required },
    orderId: { type: String, required },
    merchantId: { type: String, required },
    amount: { type: BigInt, required },
    transactionId: { type: String, required },
    createTime: { type: Date, required },
    doneTime: { type: Date, required },
  },
  { collection: "refunds", versionKey: false },
);
schema.index({ orderId: 1, createTime: 1 });
schema.index({ channelId: 1, createTime: 1, _id: 1 });

export const refundModel = (connection: Connection): Model<RefundRow> =>
  modelOf<RefundRow>(connection, "OutsideRefund", schema);
