import { userOf } from "../../../kernel/auth/require-caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { RegisterDeviceRequest, RegisterDeviceResponse } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { addDevice } from "./add-device.ts";
import { type DeviceRow, openDeviceSecret } from "./device-model.ts";

/**
 * RegisterDevice: gives a phone a number and a secret. The same key gives the same phone, so a lost answer costs no second place. The stored answer is
 * without the secret: that lies with the device only, sealed, and is put into every answer from there.
 */
export const registerDevice =
  (parts: PaymentsParts): Handler<RegisterDeviceRequest, RegisterDeviceResponse> =>
  async (request, context) => {
    const userId = userOf(context.caller);
    const fields = readFields();
    const deviceName = fields.text("device_name", request.deviceName, 1, 64);
    fields.check();
    const replayable = {
      rpc: "registerDevice",
      scope: userId,
      key: context.idempotencyKey,
      request: RegisterDeviceRequest.encode(request).finish(),
      codec: RegisterDeviceResponse,
      context,
    };
    const stored = await runAgainOnDuplicate(() =>
      parts.idempotency.run(replayable, async (session) => {
        const { deviceId, deviceNumber } = await addDevice(parts, session, { userId, deviceName }, context.now);
        return { deviceId, deviceNumber, deviceSecret: "", serverTime: context.now };
      }),
    );
    const device = await parts.devices.findById(stored.deviceId).lean<DeviceRow>();
    // It was removed since: its secret is gone, and the key makes no other.
    if (!device) throw paymentReasons.error("DEVICE_NOT_FOUND");
    return { ...stored, deviceSecret: openDeviceSecret(parts.seal, device).toString("base64url") };
  };
