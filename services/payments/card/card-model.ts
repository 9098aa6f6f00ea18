import { type Connection, type Model, Schema } from "mongoose";
import type { Seal } from "../../../kernel/crypto/seal.ts";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** A bank card that a wallet user has bound; `_id` is the cardId (crd_…). The card's number is never here: the bank switch has it, and gave a token for it. */
export interface CardRow {
  readonly _id: string;
  readonly userId: string;
  /** What the bank switch takes instead of the number; sealed where `sealedBy` names a key. Read by `openCardToken`. */
  readonly cardToken: Buffer;
  readonly sealedBy: string;
  /** By which the same card is found again: it is bound once per user. */
  readonly tokenIndex: string;
  /** The number's last four digits, by which people know their card. */
  readonly lastDigits: string;
  readonly bankName: string;
  readonly bindTime: Date;
}

const required = true;

const schema = new Schema<CardRow>(
  {
    _id: { type: String, required },
    userId: { type: String, required },
    cardToken: { type: Buffer, required },
    sealedBy: { type: String },
    tokenIndex: { type: String, required },
    lastDigits: { type: String, required },
    bankName: { type: String, required },
    bindTime: { type: Date, required },
  },
  { collection: "bank_cards", versionKey: false },
);
schema.index({ userId: 1, _id: 1 });
schema.index({ userId: 1, tokenIndex: 1 }, { unique: true });

export const cardModel = (connection: Connection): Model<CardRow> => modelOf<CardRow>(connection, "BankCard", schema);

const labelOf = (cardId: string): string => `payments card ${cardId}`;

/** A card's token as it is stored. */
export const sealCardToken = (seal: Seal, cardId: string, token: string): Pick<CardRow, "cardToken" | "sealedBy"> => ({
  cardToken: seal.seal(labelOf(cardId), Buffer.from(token)),
  sealedBy: seal.sealedBy,
});

/** A card's token in clear. @throws Error where another key sealed it than this node has. */
export const openCardToken = (seal: Seal, { _id, cardToken, sealedBy }: CardRow): string =>
  seal.open(labelOf(_id), { bytes: cardToken, sealedBy }).toString();
