import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import { BASKET_STATES, type Basket, type BasketLine, type BasketMember } from "./basket.ts";

const required = true;

/** Also the lines of a receipt. */
export const basketLineSchema = new Schema<BasketLine>(
  {
    itemId: { type: String, required },
    barcode: { type: String, required },
    name: { type: String, required },
    nameEn: { type: String, required },
    quantity: { type: Number, required },
    unitPrice: { type: BigInt, required },
    memberDiscount: { type: BigInt },
    couponDiscount: { type: BigInt },
    catalogPrice: { type: BigInt },
  },
  { _id: false },
);

/** Also of the member of a receipt. */
export const basketMemberShape = {
  cardId: { type: String, required },
  maskedCardNumber: { type: String, required },
  levelName: { type: String, required },
  levelNameEn: { type: String, required },
  discountBasisPoints: { type: Number, required },
} as const;

const basketMemberSchema = new Schema<BasketMember>(basketMemberShape, { _id: false });

const schema = new Schema<Basket>(
  {
    _id: { type: String, required },
    storeId: { type: String, required },
    merchantId: { type: String, required },
    storeName: { type: String, required },
    storeNameEn: { type: String, required },
    tillId: { type: String, required },
    state: { type: String, enum: Object.values(BASKET_STATES), required },
    lines: { type: [basketLineSchema], required },
    total: { type: BigInt, required },
    currencyCode: { type: String },
    revision: { type: Number, required },
    attemptCount: { type: Number, required },
    attemptId: { type: String },
    member: { type: basketMemberSchema },
  },
  { collection: "baskets", versionKey: false },
);

export const basketModel = (connection: Connection): Model<Basket> => modelOf<Basket>(connection, "Basket", schema);
