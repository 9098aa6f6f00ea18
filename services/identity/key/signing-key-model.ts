import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { SigningKey } from "./signing-key.ts";

const schema = new Schema<SigningKey>(
  {
    _id: { type: String, required: true },
    publicKey: { type: String, required: true },
    privateKey: { type: Buffer, required: true },
    sealedBy: { type: String },
    generation: { type: Number, required: true },
    activeTime: { type: Date, required: true },
  },
  { collection: "signing_keys", versionKey: false },
);
schema.index({ sealedBy: 1, generation: 1 }, { unique: true });

export const signingKeyModel = (connection: Connection): Model<SigningKey> =>
  modelOf<SigningKey>(connection, "SigningKey", schema);
