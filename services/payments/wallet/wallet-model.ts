import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { WalletUser } from "./wallet.ts";

/** A WalletUser in the store; `_id` is the userId. */
export type WalletUserRow = Omit<WalletUser, "userId"> & {
  readonly _id: string;
  /** The phone's blind index, for those who pay to a phone number; the number itself is identity's. Absent for users who have none. */
  readonly phoneIndex?: string;
  /** `138****0001`: for the user's own eyes. */
  readonly maskedPhone?: string;
  /** Why an operator froze it, or let it go. */
  readonly stateNote?: string;
};

const required = true;

const schema = new Schema<WalletUserRow>(
  {
    _id: { type: String, required },
    displayName: { type: String, required },
    state: { type: String, required },
    currencyCode: { type: String, required },
    deviceCount: { type: Number, required },
    passwordFreeLimit: { type: BigInt },
    // Absent, not empty, where nothing is in it: the payment path reads the row as it is.
    fundingOrder: { type: [String], default: undefined },
    realNameLevel: { type: Number },
    phoneIndex: { type: String },
    maskedPhone: { type: String },
    stateNote: { type: String },
  },
  { collection: "wallet_users", versionKey: false },
);

schema.index({ phoneIndex: 1 }, { unique: true, partialFilterExpression: { phoneIndex: { $exists: true } } });

export const walletUserModel = (connection: Connection): Model<WalletUserRow> =>
  modelOf<WalletUserRow>(connection, "WalletUser", schema);

export const toWalletUser = ({
  _id: userId,
  phoneIndex,
  maskedPhone,
  stateNote,
  ...user
}: WalletUserRow): WalletUser => ({
  userId,
  ...user,
});
