import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { BillRow, ExaminationRow, ItemRow } from "./item.ts";

const required = true;
const text = { type: String, required };
const mayBeEmpty = { type: String };
const number = { type: Number, required };
const time = { type: Date, required };
const units = { type: BigInt, required };

const examinationSchema = new Schema<ExaminationRow>(
  {
    _id: text,
    storeId: text,
    code: text,
    name: text,
    nameEn: text,
    price: units,
    currencyCode: text,
    departmentId: text,
  },
  { collection: "examinations", versionKey: false },
);
examinationSchema.index({ storeId: 1, code: 1 }, { unique: true });

export const examinationModel = (connection: Connection): Model<ExaminationRow> =>
  modelOf<ExaminationRow>(connection, "Examination", examinationSchema);

const itemSchema = new Schema<ItemRow>(
  {
    ...{ _id: text, merchantId: text, storeId: text, appointmentId: text, patientId: text, userId: text },
    ...{ orderId: text, orderedBy: text, orderTime: time, code: text, name: text, nameEn: text },
    ...{ price: units, currencyCode: text, departmentName: mayBeEmpty, departmentNameEn: mayBeEmpty },
    ...{ place: mayBeEmpty, placeEn: mayBeEmpty, billId: mayBeEmpty, refundDueTime: time },
    state: { type: String, enum: ["OPEN", "IN_PAYMENT", "PAID", "PERFORMED", "REFUNDED", "WITHDRAWN"], required },
    refundState: { type: String, enum: ["NONE", "PENDING", "DONE", "FAILED"], required },
    refundTries: { type: Number },
  },
  { collection: "ordered_items", versionKey: false },
);
/** An order id is used once per code, so an order that comes twice is one. */
itemSchema.index({ orderId: 1, code: 1 }, { unique: true });
itemSchema.index({ patientId: 1, orderTime: -1 });
itemSchema.index({ appointmentId: 1 });
itemSchema.index({ billId: 1 });
itemSchema.index({ refundDueTime: 1 }, { partialFilterExpression: { refundState: "PENDING" } });

export const itemModel = (connection: Connection): Model<ItemRow> =>
  modelOf<ItemRow>(connection, "OrderedItem", itemSchema);

const billSchema = new Schema<BillRow>(
  {
    ...{ _id: text, merchantId: text, storeId: text, userId: text, patientId: text },
    ...{ itemIds: { type: [String], required }, total: units, currencyCode: text, lifetimeS: number },
    ...{ expireTime: time, recoverTime: time, recoveries: number },
    state: { type: String, enum: ["OPEN", "PAID", "RELEASED"], required },
    deskRefunded: { type: BigInt },
  },
  { collection: "item_bills", versionKey: false },
);
billSchema.index({ recoverTime: 1 }, { partialFilterExpression: { state: "OPEN" } });

export const billModel = (connection: Connection): Model<BillRow> =>
  modelOf<BillRow>(connection, "ItemBill", billSchema);
