import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import type { TradeTerms } from "../merchant/merchant-contract.ts";
import { riskMarkSchema } from "../risk/risk-mark.ts";
import { OPEN_STATES, type Trade, type TradeDetails } from "./trade.ts";

/** A Trade in the store; `_id` is the tradeId. */
export type TradeRow = Omit<Trade, "tradeId"> & { readonly _id: string };

const required = true;

const DETAILS: readonly (keyof TradeDetails)[] = [
  ...(["body", "operatorId", "terminalId"] as const),
  ...(["appId", "notifyUrl", "passbackParams", "goodsCategory"] as const),
];

const termsSchema = new Schema<TradeTerms>(
  {
    feeRatePpm: { type: Number, required },
    feeMin: { type: BigInt, required },
    feeMax: { type: BigInt },
    feeOnRefund: { type: String, required },
    refundWindowDays: { type: Number, required },
    notifySchedule: { type: String },
  },
  { _id: false },
);

const schema = new Schema<TradeRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    storeId: { type: String, required },
    merchantTradeId: { type: String, required },
    amount: { type: BigInt, required },
    currencyCode: { type: String, required },
    subject: { type: String, required },
    state: { type: String, required },
    createTime: { type: Date, required },
    lifetimeS: { type: Number, required },
    expireTime: { type: Date, required },
    refundedAmount: { type: BigInt, required },
    arrivedAmount: { type: BigInt },
    payerUserId: { type: String },
    payerDisplayName: { type: String },
    billTime: { type: Date },
    holdId: { type: String },
    paidAmount: { type: BigInt },
    payTime: { type: Date },
    closeTime: { type: Date },
    ...Object.fromEntries(DETAILS.map((field) => [field, { type: String }])),
    way: { type: String },
    qrId: { type: String },
    scanTime: { type: Date },
    askedUserId: { type: String },
    wait: { type: String },
    attemptId: { type: String },
    tender: { type: String },
    channelTradeId: { type: String },
    receivedAmount: { type: BigInt },
    feeAmount: { type: BigInt },
    feeReturned: { type: BigInt },
    terms: { type: termsSchema },
    risk: { type: [riskMarkSchema], default: undefined },
    reverseTime: { type: Date },
    refusalReason: { type: String },
  },
  { collection: "trades", versionKey: false },
);
// P13: for ever, in the database.
schema.index({ merchantId: 1, merchantTradeId: 1 }, { unique: true });
// ListTrades: a merchant's, and a store's, by state, newest first.
schema.index({ merchantId: 1, state: 1, createTime: -1, _id: -1 });
schema.index({ merchantId: 1, storeId: 1, state: 1, createTime: -1, _id: -1 });
// The payer's bill, newest first. Only trades that have a payer are in it.
schema.index(
  { payerUserId: 1, billTime: -1, _id: -1 },
  { partialFilterExpression: { payerUserId: { $exists: true } } },
);
// What the expiry job looks for. A trade that is final leaves it.
schema.index({ expireTime: 1, _id: 1 }, { partialFilterExpression: { state: { $in: [...OPEN_STATES] } } });

// What a wallet scans.
schema.index({ qrId: 1 }, { unique: true, partialFilterExpression: { qrId: { $exists: true } } });
// What waits for a user's password. A trade that is final leaves it; the name is its own, so that a store that has the older one, which kept them all, gets this.
schema.index(
  { askedUserId: 1, createTime: -1 },
  {
    name: "waiting_for_user",
    partialFilterExpression: { askedUserId: { $exists: true }, state: { $in: [...OPEN_STATES] } },
  },
);

export const tradeModel = (connection: Connection): Model<TradeRow> => modelOf<TradeRow>(connection, "Trade", schema);

export const toTrade = ({ _id: tradeId, ...trade }: TradeRow): Trade => ({ tradeId, ...trade });

/** One of a merchant's trades, by our id or by theirs. */
export interface TradeRef {
  readonly merchantId: string;
  readonly tradeId?: string;
  readonly merchantTradeId?: string;
}

/** A merchant's trade, or undefined: a trade of another merchant is not there at all. */
export const findTrade = async (
  trades: Model<TradeRow>,
  { merchantId, tradeId, merchantTradeId }: TradeRef,
  session?: ClientSession,
): Promise<Trade | undefined> => {
  const filter = tradeId ? { _id: tradeId, merchantId } : { merchantId, merchantTradeId };
  const row = await findRow(trades, filter, session);
  return row ? toTrade(row) : undefined;
};

/** Writes a new trade; with a session, in its transaction. */
export const insertTrade = async (
  trades: Model<TradeRow>,
  { tradeId, ...trade }: Trade,
  session?: ClientSession,
): Promise<void> => {
  await insertRow(trades, { _id: tradeId, ...trade }, session);
};

/** Writes what `decide` decided: a new trade, or the next state of the one that was read in this session. */
export const saveTrade = async (
  trades: Model<TradeRow>,
  session: ClientSession,
  before: Trade | undefined,
  after: Trade,
): Promise<void> => {
  if (!before) return insertTrade(trades, after, session);
  const { tradeId, ...trade } = after;
  const gone = Object.keys(before).filter((field) => !(field in after));
  const $unset = Object.fromEntries(gone.map((field) => [field, 1]));
  const update = gone.length === 0 ? { $set: trade } : { $set: trade, $unset };
  const moved = await trades.updateOne({ _id: tradeId, state: before.state }, update, { session });
  if (moved.matchedCount !== 1) throw new Error(`trade ${tradeId} moved while it was being moved`);
};
