import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** A card of plastic that a merchant has given out; `_id` is `physicalCardIdOf` it. The phone is in no row. */
export interface PhysicalCardRow {
  readonly _id: string;
  readonly merchantId: string;
  readonly cardNumber: string;
  readonly phoneIndex: string;
  readonly oldPoints: bigint;
  readonly importTime: Date;
  /** Whose it has become; absent as long as it is nobody's. */
  readonly boundCardId?: string;
  readonly boundUserId?: string;
  readonly bindTime?: Date;
}

const required = true;

const schema = new Schema<PhysicalCardRow>(
  {
    _id: { type: String, required },
    merchantId: { type: String, required },
    cardNumber: { type: String, required },
    phoneIndex: { type: String, required },
    oldPoints: { type: BigInt, required },
    importTime: { type: Date, required },
    boundCardId: { type: String },
    boundUserId: { type: String },
    bindTime: { type: Date },
  },
  { collection: "physical_cards", versionKey: false },
);
schema.index({ boundCardId: 1 }, { partialFilterExpression: { boundCardId: { $exists: true } } });

export const physicalCardModel = (connection: Connection): Model<PhysicalCardRow> =>
  modelOf<PhysicalCardRow>(connection, "PhysicalCard", schema);

export const physicalCardIdOf = (merchantId: string, cardNumber: string): string => `${merchantId}:${cardNumber}`;
