import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../model-of.ts";

/** A phone that computes payment codes; `_id` is the deviceId (dev_…). */
export interface DeviceRow {
  readonly _id: string;
  readonly userId: string;
  readonly deviceName: string;
  /** Eight digits, unique: what names the device inside its codes. */
  readonly deviceNumber: string;
  /** 32 bytes, base64url: the key of the device's codes. */
  readonly deviceSecret: string;
  readonly createTime: Date;
  /** The second (since 1970) of the last code that IssuePaymentCode gave out for the device, so that it gives out each code once. */
  readonly lastIssuedSecond: number;
}

const required = true;

const schema = new Schema<DeviceRow>(
  {
    _id: { type: String, required },
    userId: { type: String, required },
    deviceName: { type: String, required },
    deviceNumber: { type: String, required },
    deviceSecret: { type: String, required },
    createTime: { type: Date, required },
    lastIssuedSecond: { type: Number, required },
  },
  { collection: "devices", versionKey: false },
);
schema.index({ deviceNumber: 1 }, { unique: true });
schema.index({ userId: 1, _id: 1 });

export const deviceModel = (connection: Connection): Model<DeviceRow> =>
  modelOf<DeviceRow>(connection, "Device", schema);
