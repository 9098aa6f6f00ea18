import { createHash } from "node:crypto";
import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { FailedSignIns } from "./lock-out.ts";

interface FailedSignInsRow extends FailedSignIns {
  /** `failureIdOf` the login. */
  readonly _id: string;
}

const schema = new Schema<FailedSignInsRow>(
  {
    _id: { type: String, required: true },
    failures: { type: Number, required: true },
    lockedUntil: { type: Date, required: true },
    forgetTime: { type: Date, required: true },
  },
  { collection: "failed_sign_ins", versionKey: false },
);
schema.index({ forgetTime: 1 }, { expireAfterSeconds: 0 });

export const failedSignInsModel = (connection: Connection): Model<FailedSignInsRow> =>
  modelOf<FailedSignInsRow>(connection, "FailedSignIns", schema);

/** A hash, because people type their password where the login belongs. */
export const failureIdOf = (login: string): string => createHash("sha256").update(login).digest("base64url");
