import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { Part } from "../points/points.ts";
import type { Sale, SaleRefund } from "./sale.ts";

/** A sale in the store; `_id` is `saleIdOf` it. */
export type SaleRow = Sale & { readonly _id: string };

const required = true;
const part = { expireTime: { type: Date, required }, points: { type: BigInt, required }, _id: false };
const parts = { type: [part], default: undefined } as unknown as { type: Part[] };
const refund = {
  ...{ refundId: { type: String, required }, amount: { type: BigInt, required } },
  ...{ hasArrived: { type: Boolean, required }, asOf: { type: Date, required }, _id: false },
};
const refunds = { type: [refund], required } as unknown as { type: SaleRefund[] };

const schema = new Schema<SaleRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    storeId: { type: String, required },
    merchantTradeId: { type: String, required },
    cardId: { type: String, required },
    state: { type: String, required },
    programmeVersion: { type: Number, required },
    amount: { type: BigInt, required },
    pointWorthFen: { type: Number, required },
    pointsToSpend: { type: BigInt, required },
    beginTime: { type: Date, required },
    heldParts: parts,
    nextAskTime: { type: Date },
    asks: { type: Number },
    payTime: { type: Date },
    paidAmount: { type: BigInt },
    earned: { type: BigInt },
    takenBack: { type: BigInt },
    forgiven: { type: BigInt },
    finalTime: { type: Date },
    isFinal: { type: Boolean },
    expireTime: { type: Date },
    spent: { type: BigInt },
    spentParts: parts,
    givenBack: { type: BigInt },
    refunds,
  },
  { collection: "member_sales", versionKey: false },
);
// What counts for a card's level.
schema.index({ cardId: 1, finalTime: 1 });
// What has become usable: of one card, and for the job.
schema.index({ cardId: 1, isFinal: 1 }, { partialFilterExpression: { isFinal: false } });
schema.index({ finalTime: 1 }, { partialFilterExpression: { isFinal: false } });
// What the recovery looks for.
schema.index({ nextAskTime: 1 }, { partialFilterExpression: { state: "OPEN" } });

export const saleModel = (connection: Connection): Model<SaleRow> => modelOf<SaleRow>(connection, "MemberSale", schema);

/** A merchant's own ids have no colon. */
export const saleIdOf = (merchantId: string, merchantTradeId: string): string => `${merchantId}:${merchantTradeId}`;

export const findSale = (sales: Model<SaleRow>, saleId: string, session?: ClientSession): Promise<SaleRow | null> =>
  sales
    .findById(saleId)
    .session(session ?? null)
    .lean<SaleRow>();

/** Writes a sale as it is now. */
export const saveSale = async (sales: Model<SaleRow>, sale: SaleRow, session: ClientSession): Promise<void> => {
  await sales.replaceOne({ _id: sale._id }, sale, { session, upsert: true });
};
