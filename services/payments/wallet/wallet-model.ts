import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../model-of.ts";
import type { WalletState, WalletUser } from "./wallet.ts";

/** A WalletUser in the store; `_id` is the userId. */
export interface WalletUserRow {
  readonly _id: string;
  readonly displayName: string;
  readonly state: WalletState;
  readonly currencyCode: string;
  readonly deviceCount: number;
}

const required = true;

const schema = new Schema<WalletUserRow>(
  {
    _id: { type: String, required },
    displayName: { type: String, required },
    state: { type: String, required },
    currencyCode: { type: String, required },
    deviceCount: { type: Number, required },
  },
  { collection: "wallet_users", versionKey: false },
);

export const walletUserModel = (connection: Connection): Model<WalletUserRow> =>
  modelOf<WalletUserRow>(connection, "WalletUser", schema);

export const toWalletUser = ({ _id: userId, ...user }: WalletUserRow): WalletUser => ({ userId, ...user });
