import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { Principal } from "./principal.ts";

const schema = new Schema<Principal>(
  {
    _id: { type: String, required: true },
    kind: { type: String, enum: ["user", "staff"], required: true },
    login: { type: String, required: true },
    passwordHash: { type: String, required: true },
    displayName: { type: String, required: true },
    displayNameEn: { type: String },
    merchantId: { type: String },
    storeIds: { type: [String], required: true },
    roles: { type: [String], required: true },
    phone: { type: Buffer },
    phoneSealedBy: { type: String },
    phoneIndex: { type: String },
    maskedPhone: { type: String },
  },
  { collection: "principals", versionKey: false },
);
schema.index({ login: 1 }, { unique: true });
schema.index({ phoneIndex: 1 }, { unique: true, partialFilterExpression: { phoneIndex: { $exists: true } } });

export const principalModel = (connection: Connection): Model<Principal> =>
  modelOf<Principal>(connection, "Principal", schema);
