import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { WalletState } from "./wallet.ts";

/** That an operator froze a wallet, or let it go. Rows are only ever added: who asks years later why a wallet stood still finds it. */
export interface WalletStateChangeRow {
  /** wsc_… */
  readonly _id: string;
  readonly userId: string;
  readonly state: WalletState;
  readonly note: string;
  /** Who did it: stf_… */
  readonly operatorId: string;
  readonly createTime: Date;
}

const required = true;

const schema = new Schema<WalletStateChangeRow>(
  {
    _id: { type: String, required },
    userId: { type: String, required },
    state: { type: String, required },
    note: { type: String, required },
    operatorId: { type: String, required },
    createTime: { type: Date, required },
  },
  { collection: "wallet_state_changes", versionKey: false },
);
schema.index({ userId: 1, createTime: 1 });

export const walletStateChangeModel = (connection: Connection): Model<WalletStateChangeRow> =>
  modelOf<WalletStateChangeRow>(connection, "WalletStateChange", schema);
