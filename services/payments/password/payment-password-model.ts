import { type Connection, type Model, Schema } from "mongoose";
import type { Seal } from "../../../kernel/crypto/seal.ts";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** A user's payment password; `_id` is the userId. A row of its own, so that a wrong try never meets a payment in the user's row. */
export interface PaymentPasswordRow {
  readonly _id: string;
  /** An argon2id hash (PHC string), sealed where `sealedBy` names a key: alone, six digits would be tried out within hours. */
  readonly passwordHash: Buffer;
  readonly sealedBy: string;
  readonly setTime: Date;
  /** Wrong tries since the last right one or the last lock. */
  readonly wrongTries: number;
  /** Until then nothing is compared; the beginning of time where there was no lock. */
  readonly lockedUntil: Date;
}

const required = true;

const schema = new Schema<PaymentPasswordRow>(
  {
    _id: { type: String, required },
    passwordHash: { type: Buffer, required },
    sealedBy: { type: String },
    setTime: { type: Date, required },
    wrongTries: { type: Number, required },
    lockedUntil: { type: Date, required },
  },
  { collection: "payment_passwords", versionKey: false },
);

export const paymentPasswordModel = (connection: Connection): Model<PaymentPasswordRow> =>
  modelOf<PaymentPasswordRow>(connection, "PaymentPassword", schema);

const labelOf = (userId: string): string => `payments password ${userId}`;

/** A password's hash as it is stored, with no wrong try yet. */
export const sealPasswordHash = (
  seal: Seal,
  userId: string,
  passwordHash: string,
): Omit<PaymentPasswordRow, "_id" | "setTime"> => ({
  passwordHash: seal.seal(labelOf(userId), Buffer.from(passwordHash)),
  sealedBy: seal.sealedBy,
  wrongTries: 0,
  lockedUntil: new Date(0),
});

/** The PHC string. @throws Error where another key sealed it than this node has. */
export const openPasswordHash = (seal: Seal, { _id, passwordHash, sealedBy }: PaymentPasswordRow): string =>
  seal.open(labelOf(_id), { bytes: passwordHash, sealedBy }).toString();
