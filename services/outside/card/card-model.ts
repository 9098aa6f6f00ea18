import { createHmac } from "node:crypto";
import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** A bank card. Its number is nowhere: the bank finds a card by a keyed hash of it, or by a token. */
export interface CardRow {
  /** `cardIdOf` its number. */
  readonly _id: string;
  readonly accountId: string;
  readonly lastFour: string;
  /** MMYY, the last month in which it pays. */
  readonly expiry: string;
  readonly holderName: string;
  /** What stands for the card at the acquirer; absent until it is bound. */
  readonly token?: string;
}

const required = true;

const schema = new Schema<CardRow>(
  {
    _id: { type: String, required },
    accountId: { type: String, required },
    lastFour: { type: String, required },
    expiry: { type: String, required },
    holderName: { type: String, required },
    token: { type: String },
  },
  { collection: "cards", versionKey: false },
);
schema.index({ token: 1 }, { unique: true, partialFilterExpression: { token: { $exists: true } } });

export const cardModel = (connection: Connection): Model<CardRow> =>
  modelOf<CardRow>(connection, "OutsideCard", schema);

/** The name of the key that only the bank has. */
export const BANK_KEY = "bank-card-numbers";

/** A number's keyed hash: without the bank's key, the few thousand million numbers of a bank could all be tried against a plain one. */
export const cardIdOf = (key: Uint8Array, cardNumber: string): string =>
  createHmac("sha256", key).update(cardNumber).digest("base64url");

/** Whether a card of that expiry (MMYY) still pays at an instant: until the end of its month at +08:00. */
export const isExpired = (expiry: string, now: Date): boolean => {
  const local = new Date(now.getTime() + 8 * 60 * 60_000);
  const month = (2000 + Number(expiry.slice(2))) * 12 + Number(expiry.slice(0, 2)) - 1;
  return local.getUTCFullYear() * 12 + local.getUTCMonth() > month;
};
