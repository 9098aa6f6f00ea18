import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { Transfer, TransferTotals } from "./transfer.ts";

/** A Transfer in the store; `_id` is the transferId. */
export type TransferRow = Omit<Transfer, "transferId"> & { readonly _id: string };

/** A payer's totals; `_id` is the userId. */
export type TransferTotalsRow = TransferTotals & { readonly _id: string };

const required = true;

const schema = new Schema<TransferRow>(
  {
    _id: { type: String, required },
    payerUserId: { type: String, required },
    transferRequestId: { type: String, required },
    payeeUserId: { type: String, required },
    amount: { type: BigInt, required },
    currencyCode: { type: String, required },
    note: { type: String },
    payerDisplayName: { type: String, required },
    payeeDisplayName: { type: String, required },
    transferTime: { type: Date, required },
  },
  { collection: "transfers", versionKey: false },
);
// P13: for ever, in the database.
schema.index({ payerUserId: 1, transferRequestId: 1 }, { unique: true });
// Both bills, newest first.
schema.index({ payerUserId: 1, transferTime: -1, _id: -1 });
schema.index({ payeeUserId: 1, transferTime: -1, _id: -1 });

const totalsSchema = new Schema<TransferTotalsRow>(
  {
    _id: { type: String, required },
    day: { type: String, required },
    dayTotal: { type: BigInt, required },
    year: { type: String, required },
    yearTotal: { type: BigInt, required },
  },
  { collection: "transfer_totals", versionKey: false },
);

export const transferModel = (connection: Connection): Model<TransferRow> =>
  modelOf<TransferRow>(connection, "Transfer", schema);

export const transferTotalsModel = (connection: Connection): Model<TransferTotalsRow> =>
  modelOf<TransferTotalsRow>(connection, "TransferTotals", totalsSchema);

const toTransfer = ({ _id: transferId, ...transfer }: TransferRow): Transfer => ({ transferId, ...transfer });

/** The payer's transfer under its own id. */
export const findTransfer = async (
  transfers: Model<TransferRow>,
  { payerUserId, transferRequestId }: Pick<Transfer, "payerUserId" | "transferRequestId">,
  session: ClientSession | null = null,
): Promise<Transfer | undefined> => {
  const row = await transfers.findOne({ payerUserId, transferRequestId }).session(session).lean<TransferRow>();
  return row ? toTransfer(row) : undefined;
};
