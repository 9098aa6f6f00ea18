import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { ChannelId } from "../channel/channel.ts";
import type { Refund } from "./refund.ts";

/** A Refund in the store; `_id` is the refundId. */
export type RefundRow = Omit<Refund, "refundId"> & {
  readonly _id: string;
  /** Whose bill it is on; absent for payers of other wallets. */
  readonly payerUserId?: string;
  /** The channel that gives the money back; absent for our own ledger. */
  readonly channelId?: ChannelId;
};

const required = true;

const schema = new Schema<RefundRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    merchantRefundId: { type: String, required },
    tradeId: { type: String, required },
    amount: { type: BigInt, required },
    currencyCode: { type: String, required },
    refundReason: { type: String },
    refundedAfter: { type: BigInt, required },
    state: { type: String, required },
    feeReturned: { type: BigInt },
    refundTime: { type: Date, required },
    payerUserId: { type: String },
    channelId: { type: String },
    tries: { type: Number },
    isReturned: { type: Boolean },
    isExcess: { type: Boolean },
    channelCode: { type: String },
    nextQueryTime: { type: Date },
    queries: { type: Number },
  },
  { collection: "refunds", versionKey: false },
);
// P13: for ever, in the database.
schema.index({ merchantId: 1, merchantRefundId: 1 }, { unique: true });
schema.index({ tradeId: 1 });
// What the janitor looks for.
schema.index(
  { channelId: 1, nextQueryTime: 1, _id: 1 },
  { partialFilterExpression: { nextQueryTime: { $exists: true } } },
);
// What the gauge counts every second: those that have arrived are looked back at for days.
schema.index({ state: 1 }, { partialFilterExpression: { state: "PENDING" } });
// What the gauge counts.
schema.index({ isExcess: 1 }, { partialFilterExpression: { isExcess: true } });
// The payer's bill, newest first.
schema.index(
  { payerUserId: 1, refundTime: -1, _id: -1 },
  { partialFilterExpression: { payerUserId: { $exists: true } } },
);

export const refundModel = (connection: Connection): Model<RefundRow> =>
  modelOf<RefundRow>(connection, "Refund", schema);

/** The merchant's refund under its own id. */
export const findRefund = async (
  refunds: Model<RefundRow>,
  merchantId: string,
  merchantRefundId: string,
  session?: ClientSession,
): Promise<Refund | undefined> => {
  const row = await findRow(refunds, { merchantId, merchantRefundId }, session);
  if (!row) return undefined;
  const { _id: refundId, ...refund } = row;
  return { refundId, ...refund };
};
