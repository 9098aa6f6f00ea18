import { type Connection, type Model, Schema } from "mongoose";
import type { Seal } from "../../../kernel/crypto/seal.ts";
import { modelOf } from "../../../kernel/store/model-of.ts";

/** A phone that computes payment codes; `_id` is the deviceId (dev_…). */
export interface DeviceRow {
  readonly _id: string;
  readonly userId: string;
  readonly deviceName: string;
  /** Eight digits, unique: what names the device inside its codes. */
  readonly deviceNumber: string;
  /** 32 bytes, the key of the device's codes; sealed where `sealedBy` names a key. Read by `openDeviceSecret`. */
  readonly deviceSecret: Buffer;
  readonly sealedBy: string;
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
    deviceSecret: { type: Buffer, required },
    sealedBy: { type: String },
    createTime: { type: Date, required },
    lastIssuedSecond: { type: Number, required },
  },
  { collection: "devices", versionKey: false },
);
schema.index({ deviceNumber: 1 }, { unique: true });
schema.index({ userId: 1, _id: 1 });

export const deviceModel = (connection: Connection): Model<DeviceRow> =>
  modelOf<DeviceRow>(connection, "Device", schema);

const labelOf = (deviceId: string): string => `payments device ${deviceId}`;

/** A device's secret as it is stored. */
export const sealDeviceSecret = (
  seal: Seal,
  deviceId: string,
  secret: Uint8Array,
): Pick<DeviceRow, "deviceSecret" | "sealedBy"> => ({
  deviceSecret: seal.seal(labelOf(deviceId), secret),
  sealedBy: seal.sealedBy,
});

/** A device's secret in clear. @throws Error where another key sealed it than this node has. */
export const openDeviceSecret = (seal: Seal, { _id, deviceSecret, sealedBy }: DeviceRow): Buffer =>
  seal.open(labelOf(_id), { bytes: deviceSecret, sealedBy });
