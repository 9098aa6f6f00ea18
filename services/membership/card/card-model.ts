import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import type { Seal } from "../../../kernel/crypto/seal.ts";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { membershipReasons } from "../errors.ts";

/** A member card in the store; `_id` is the cardId. */
export interface CardRow {
  readonly _id: string;
  readonly merchantId: string;
  readonly userId: string;
  readonly cardNumber: string;
  readonly issueTime: Date;
  /** Names the card inside its member codes. */
  readonly codeNumber: string;
  /** By which its member codes are made; sealed. */
  readonly codeSecret: Buffer;
  readonly sealedBy: string;
  /** Masked numbers of the cards of plastic that were merged into it. */
  readonly boundPhysicalCards: readonly string[];
  /** The level that was last announced, by which version of the programme, and when it may be another without anybody's doing. */
  readonly levelNumber: number;
  readonly levelVersion: number;
  readonly levelCheckTime?: Date;
}

const required = true;

const schema = new Schema<CardRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    userId: { type: String, required },
    cardNumber: { type: String, required },
    issueTime: { type: Date, required },
    codeNumber: { type: String, required },
    codeSecret: { type: Buffer, required },
    sealedBy: { type: String },
    boundPhysicalCards: { type: [String], required },
    levelNumber: { type: Number, required },
    levelVersion: { type: Number, required },
    levelCheckTime: { type: Date },
  },
  { collection: "member_cards", versionKey: false },
);
// C1: one card per member and merchant, and no number twice; in the database.
schema.index({ userId: 1, merchantId: 1 }, { unique: true });
schema.index({ cardNumber: 1 }, { unique: true });
schema.index({ codeNumber: 1 }, { unique: true });
schema.index({ levelCheckTime: 1 }, { partialFilterExpression: { levelCheckTime: { $exists: true } } });
schema.index({ merchantId: 1, levelVersion: 1 });

export const cardModel = (connection: Connection): Model<CardRow> => modelOf<CardRow>(connection, "MemberCard", schema);

const labelOf = (cardId: string): string => `membership code ${cardId}`;

export const sealCodeSecret = (
  seal: Seal,
  cardId: string,
  secret: Uint8Array,
): Pick<CardRow, "codeSecret" | "sealedBy"> => ({
  codeSecret: seal.seal(labelOf(cardId), secret),
  sealedBy: seal.sealedBy,
});

/** @throws Error where another key sealed it than this node has. */
export const openCodeSecret = (seal: Seal, { _id, codeSecret, sealedBy }: CardRow): Buffer =>
  seal.open(labelOf(_id), { bytes: codeSecret, sealedBy });

/** A card of a merchant, or of a user. @throws MEMBER_CARD_NOT_FOUND where there is none, or it is somebody else's. */
export const loadCard = async (
  { cards }: { readonly cards: Model<CardRow> },
  cardId: string,
  owner: { readonly userId: string } | { readonly merchantId: string },
  session?: ClientSession,
): Promise<CardRow> => {
  const row = await cards
    .findOne({ _id: cardId, ...owner })
    .session(session ?? null)
    .lean<CardRow>();
  if (!row) throw membershipReasons.error("MEMBER_CARD_NOT_FOUND");
  return row;
};
