import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { RefreshTokenRow, SessionRow } from "./session.ts";

const sessionSchema = new Schema<SessionRow>(
  {
    _id: { type: String, required: true },
    principalId: { type: String, required: true },
    startTime: { type: Date, required: true },
    endTime: { type: Date },
    expireTime: { type: Date, required: true },
  },
  { collection: "sessions", versionKey: false },
);
sessionSchema.index({ expireTime: 1 }, { expireAfterSeconds: 0 });

const refreshTokenSchema = new Schema<RefreshTokenRow>(
  {
    _id: { type: String, required: true },
    sessionId: { type: String, required: true },
    spentTime: { type: Date },
    expireTime: { type: Date, required: true },
  },
  { collection: "refresh_tokens", versionKey: false },
);
refreshTokenSchema.index({ expireTime: 1 }, { expireAfterSeconds: 0 });

export const sessionModel = (connection: Connection): Model<SessionRow> =>
  modelOf<SessionRow>(connection, "Session", sessionSchema);

export const refreshTokenModel = (connection: Connection): Model<RefreshTokenRow> =>
  modelOf<RefreshTokenRow>(connection, "RefreshToken", refreshTokenSchema);
