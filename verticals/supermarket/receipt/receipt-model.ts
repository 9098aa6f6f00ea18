import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { upsertRow } from "../../../kernel/store/rows.ts";
import { basketLineSchema, basketMemberShape } from "../basket/basket-model.ts";
import { businessDayOf, formatReceiptNumber, type Receipt, type ReceiptCoupon, type ReceiptMember } from "./receipt.ts";

const required = true;

const memberSchema = new Schema<ReceiptMember>(
  { ...basketMemberShape, pointsToEarn: { type: BigInt, required } },
  { _id: false },
);

const couponSchema = new Schema<ReceiptCoupon>(
  {
    couponId: { type: String, required },
    name: { type: String, required },
    nameEn: { type: String, required },
    discount: { type: BigInt, required },
  },
  { _id: false },
);

const receiptSchema = new Schema<Receipt>(
  {
    _id: { type: String, required },
    receiptId: { type: String, required },
    receiptNumber: { type: String, required },
    storeId: { type: String, required },
    storeName: { type: String, required },
    storeNameEn: { type: String, required },
    tillId: { type: String, required },
    cashierId: { type: String },
    lines: { type: [basketLineSchema], required },
    total: { type: BigInt, required },
    currencyCode: { type: String, required },
    tradeId: { type: String, required },
    payerDisplayName: { type: String },
    payTime: { type: Date, required },
    paidInCash: { type: Boolean },
    member: { type: memberSchema },
    coupon: { type: couponSchema },
  },
  { collection: "receipts", versionKey: false },
);

/** How many receipts a store has written on a business day. */
interface ReceiptCounter {
  /** `<store id>:<business day>` */
  readonly _id: string;
  readonly count: number;
}

const counterSchema = new Schema<ReceiptCounter>(
  { _id: { type: String, required }, count: { type: Number, required } },
  { collection: "receipt_counters", versionKey: false },
);

export const receiptModel = (connection: Connection): Model<Receipt> =>
  modelOf<Receipt>(connection, "Receipt", receiptSchema);

export const receiptCounterModel = (connection: Connection): Model<ReceiptCounter> =>
  modelOf<ReceiptCounter>(connection, "ReceiptCounter", counterSchema);

/** The store's next number of the day, taken in the transaction that writes the receipt: no gaps, no number twice. */
export const takeReceiptNumber = async (
  counters: Model<ReceiptCounter>,
  storeId: string,
  payTime: Date,
  session: ClientSession,
): Promise<string> => {
  const _id = `${storeId}:${businessDayOf(payTime)}`;
  const { count } = await upsertRow(counters, { filter: { _id }, update: { $inc: { count: 1 } } }, session);
  return formatReceiptNumber(count);
};
