import { type Connection, type Model, Schema } from "mongoose";
import type { Seal } from "../../../kernel/crypto/seal.ts";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { maskName } from "../wallet/wallet.ts";

/** Who a user has said to be; `_id` is the userId. Name and number are sealed where `sealedBy` names a key, and are read to be compared only. */
export interface RealNameRow {
  readonly _id: string;
  /** `name`, a line break, `number`. */
  readonly person: Buffer;
  readonly sealedBy: string;
  readonly maskedName: string;
  readonly maskedIdentityNumber: string;
  readonly submitTime: Date;
}

const required = true;

const schema = new Schema<RealNameRow>(
  {
    _id: { type: String, required },
    person: { type: Buffer, required },
    sealedBy: { type: String },
    maskedName: { type: String, required },
    maskedIdentityNumber: { type: String, required },
    submitTime: { type: Date, required },
  },
  { collection: "real_names", versionKey: false },
);

export const realNameModel = (connection: Connection): Model<RealNameRow> =>
  modelOf<RealNameRow>(connection, "RealName", schema);

/** A person as the identity card says. */
export interface Person {
  readonly realName: string;
  readonly identityNumber: string;
}

const labelOf = (userId: string): string => `payments real name ${userId}`;

export const sealPerson = (
  seal: Seal,
  userId: string,
  { realName, identityNumber }: Person,
): Omit<RealNameRow, "submitTime"> => ({
  _id: userId,
  person: seal.seal(labelOf(userId), Buffer.from(`${realName}\n${identityNumber}`)),
  sealedBy: seal.sealedBy,
  maskedName: maskName(realName),
  maskedIdentityNumber: `${identityNumber.slice(0, 1)}****************${identityNumber.slice(-1)}`,
});

/** @throws Error where another key sealed it than this node has. */
export const openPerson = (seal: Seal, { _id, person, sealedBy }: RealNameRow): Person => {
  const [realName = "", identityNumber = ""] = seal
    .open(labelOf(_id), { bytes: person, sealedBy })
    .toString()
    .split("\n");
  return { realName, identityNumber };
};
