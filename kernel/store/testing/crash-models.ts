import { Schema } from "mongoose";
import type { Store } from "../open-store.ts";

/** What every account of the crash test starts with. */
export const INITIAL_BALANCE = 1_000_000_000_000_000_000n;

const accountSchema = new Schema(
  { _id: String, balance: { type: BigInt, required: true }, moves: Number },
  { versionKey: false },
);
const transferSchema = new Schema(
  { _id: String, from: { type: String, index: true }, to: String },
  { versionKey: false },
);
const noteSchema = new Schema(
  { _id: String, text: String, key: { type: String, index: { unique: true } } },
  { versionKey: false },
);

/** The models that the killed process writes and the test verifies. */
export function crashModels({ connection }: Store) {
  return {
    Account: connection.model("Account", accountSchema),
    Transfer: connection.model("Transfer", transferSchema),
    Note: connection.model("Note", noteSchema),
  };
}
