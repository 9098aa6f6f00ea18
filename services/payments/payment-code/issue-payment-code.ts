import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { commonReasons } from "../../../kernel/errors/common-reasons.ts";
import { hasReason } from "../../../kernel/errors/reason.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type {
  IssuePaymentCodeRequest,
  IssuePaymentCodeResponse,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { addDevice } from "../device/add-device.ts";
import { type DeviceRow, openDeviceSecret } from "../device/device-model.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { computePaymentCode, expireTimeOf, PAYMENT_CODE_LEAD_S, tickOf } from "./payment-code.ts";

/** The name of the device that stands for a user who has registered none. */
const FIRST_DEVICE_NAME = "paywindow";

/** IssuePaymentCode: what the device would compute, made here. Each call takes a second of its own, so no two callers hold one code. */
export const issuePaymentCode =
  (parts: PaymentsParts): Handler<IssuePaymentCodeRequest, IssuePaymentCodeResponse> =>
  async (request, { caller, now }) => {
    const userId = userOf(caller);
    const fields = readFields();
    if (request.deviceId) fields.id("device_id", request.deviceId, "dev");
    fields.check();
    const device = request.deviceId
      ? await parts.devices.findOne({ _id: request.deviceId, userId }).lean<DeviceRow>()
      : await firstDevice(parts, userId, now);
    if (!device) throw paymentReasons.error("DEVICE_NOT_FOUND");
    const codeSecond = await takeSecond(parts, device._id, Math.floor(now.getTime() / 1000));
    const key = { deviceNumber: device.deviceNumber, deviceSecret: openDeviceSecret(parts.seal, device) };
    const paymentCode = computePaymentCode(key, tickOf(codeSecond));
    return { paymentCode, expireTime: expireTimeOf(codeSecond) };
  };

/** The user's first device; made here where there is none, once, however many calls ask for it at the same time. */
const firstDevice = async (parts: PaymentsParts, userId: string, now: Date): Promise<DeviceRow | null> => {
  const find = () => parts.devices.findOne({ userId }).sort({ _id: 1 }).lean<DeviceRow>();
  const found = await find();
  if (found) return found;
  const device = { userId, deviceName: FIRST_DEVICE_NAME, limit: 1 };
  try {
    await runAgainOnDuplicate(() => parts.store.transaction((session) => addDevice(parts, session, device, now)));
  } catch (error) {
    if (!hasReason(error, "DEVICE_LIMIT_REACHED")) throw error;
  }
  return find();
};

/** The present second, or the one after the last that was given out; never further ahead than a code may be (then the caller asks far too often). */
const takeSecond = async ({ devices }: PaymentsParts, deviceId: string, nowSecond: number): Promise<number> => {
  const present = await devices.updateOne(
    { _id: deviceId, lastIssuedSecond: { $lt: nowSecond } },
    { $set: { lastIssuedSecond: nowSecond } },
  );
  if (present.matchedCount === 1) return nowSecond;
  const next = await devices
    .findOneAndUpdate(
      { _id: deviceId, lastIssuedSecond: { $lt: nowSecond + PAYMENT_CODE_LEAD_S } },
      { $inc: { lastIssuedSecond: 1 } },
      { returnDocument: "after" },
    )
    .lean<DeviceRow>();
  if (!next) throw commonReasons.error("RATE_LIMITED");
  return next.lastIssuedSecond;
};
