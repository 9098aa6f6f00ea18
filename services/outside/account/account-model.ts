import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import type { OutsideAccount } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import type { ChannelId } from "../config.ts";

/** Somebody's money at one of the parties. */
export interface AccountRow {
  /** oac_… */
  readonly _id: string;
  readonly channelId: ChannelId;
  readonly holderName: string;
  /** Minor units of CNY; never below zero. */
  readonly balance: bigint;
  /** Amounts above it wait for the holder's word; 0 = none does. */
  readonly confirmOver: bigint;
  readonly frozen: boolean;
}

const required = true;

const schema = new Schema<AccountRow>(
  {
    _id: { type: String, required },
    channelId: { type: String, required },
    holderName: { type: String, required },
    balance: { type: BigInt, required },
    confirmOver: { type: BigInt, required },
    frozen: { type: Boolean, required },
  },
  { collection: "accounts", versionKey: false },
);

export const accountModel = (connection: Connection): Model<AccountRow> =>
  modelOf<AccountRow>(connection, "OutsideAccount", schema);

/** Takes an amount where it is there; whether it was. */
export const takeFrom = async (
  accounts: Model<AccountRow>,
  accountId: string,
  amount: bigint,
  session: ClientSession,
): Promise<boolean> => {
  const change = { filter: { _id: accountId, balance: { $gte: amount } }, update: { $inc: { balance: -amount } } };
  return (await updateRow(accounts, change, { session })) === 1;
};

/** Puts an amount back. */
export const giveTo = async (
  accounts: Model<AccountRow>,
  accountId: string,
  amount: bigint,
  session: ClientSession,
): Promise<void> => {
  await updateRow(accounts, { filter: { _id: accountId }, update: { $inc: { balance: amount } } }, { session });
};

export const toAccountMessage = ({ _id, balance, ...row }: AccountRow): OutsideAccount => ({
  ...row,
  accountId: _id,
  balance: { minorUnits: balance, currencyCode: "CNY" },
});
