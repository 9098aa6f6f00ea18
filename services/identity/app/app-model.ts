import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { App } from "./app.ts";
import type { AppCredential, AppGrant } from "./app-grant.ts";

const required = true;

const appSchema = new Schema<App>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    storeId: { type: String, required },
    appName: { type: String, required },
    publicKey: { type: String, required },
    certificateSn: { type: String },
    aesKey: { type: Buffer, required },
    sealedBy: { type: String, default: "" },
    isAgent: { type: Boolean, required },
    createTime: { type: Date, required },
  },
  { collection: "apps", versionKey: false },
);

export const appModel = (connection: Connection): Model<App> => modelOf<App>(connection, "App", appSchema);

const grantSchema = new Schema<AppGrant>(
  {
    _id: { type: String, required },
    appId: { type: String, required },
    merchantId: { type: String, required },
    storeId: { type: String, required },
    tokenHash: { type: String, required },
    seed: { type: Buffer, required },
    sealedBy: { type: String, default: "" },
    startTime: { type: Date, required },
    expireTime: { type: Date, required },
    refreshExpireTime: { type: Date, required },
    replacedTime: { type: Date },
  },
  { collection: "app_grants", versionKey: false },
);
grantSchema.index({ tokenHash: 1 }, { unique: true });

export const appGrantModel = (connection: Connection): Model<AppGrant> =>
  modelOf<AppGrant>(connection, "AppGrant", grantSchema);

const credentialSchema = new Schema<AppCredential>(
  {
    _id: { type: String, required },
    kind: { type: String, enum: ["CODE", "REFRESH"], required },
    appId: { type: String, required },
    merchantId: { type: String, required },
    storeId: { type: String, required },
    expireTime: { type: Date, required },
    renews: { type: String },
    usedBy: { type: String },
    grantId: { type: String },
  },
  { collection: "app_credentials", versionKey: false },
);

export const appCredentialModel = (connection: Connection): Model<AppCredential> =>
  modelOf<AppCredential>(connection, "AppCredential", credentialSchema);
