import { randomBytes, randomInt } from "node:crypto";
import type { ClientSession } from "mongoose";
import { newId } from "../../../kernel/ids/ids.ts";
import { MAX_DEVICES } from "../config.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { sealDeviceSecret } from "./device-model.ts";

/** A device as its phone gets to know it. */
export interface NewDevice {
  /** dev_… */
  readonly deviceId: string;
  readonly deviceNumber: string;
  /** 32 bytes, base64url. */
  readonly deviceSecret: string;
}

/**
 * Adds a device to a user in the caller's transaction. The user's count is raised in a conditional write, so that racing calls cannot pass the limit.
 * A device number that is taken already fails the transaction with a duplicate key; run again, it draws another.
 */
export const addDevice = async (
  { users, devices, seal }: Pick<PaymentsParts, "users" | "devices" | "seal">,
  session: ClientSession,
  { userId, deviceName, limit = MAX_DEVICES }: { userId: string; deviceName: string; limit?: number },
  now: Date,
): Promise<NewDevice> => {
  const counted = await users.updateOne(
    { _id: userId, deviceCount: { $lt: limit } },
    { $inc: { deviceCount: 1 } },
    { session },
  );
  if (counted.matchedCount !== 1) {
    const hasWallet = await users.exists({ _id: userId }).session(session);
    throw paymentReasons.error(hasWallet ? "DEVICE_LIMIT_REACHED" : "WALLET_NOT_FOUND");
  }
  const deviceId = newId("dev", now);
  const deviceNumber = randomInt(100_000_000).toString().padStart(8, "0");
  const secret = randomBytes(32);
  const device = { _id: deviceId, userId, deviceName, deviceNumber, createTime: now, lastIssuedSecond: 0 };
  await devices.create([{ ...device, ...sealDeviceSecret(seal, deviceId, secret) }], { session });
  return { deviceId, deviceNumber, deviceSecret: secret.toString("base64url") };
};
