import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { RemoveDeviceRequest, RemoveDeviceResponse } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";

/**
 * RemoveDevice: the phone's row goes, and with it the secret, so its codes name nobody from now on; its place is free. Removing it again, it is not there:
 * a caller that lost the answer knows that it is done.
 */
export const removeDevice =
  (parts: PaymentsParts): Handler<RemoveDeviceRequest, RemoveDeviceResponse> =>
  async (request, { caller }) => {
    const fields = readFields();
    const deviceId = fields.id("device_id", request.deviceId, "dev");
    fields.check();
    const { userId } = await loadWalletUser(parts, caller);
    await parts.store.transaction(async (session) => {
      const removed = await parts.devices.deleteOne({ _id: deviceId, userId }, { session });
      if (removed.deletedCount !== 1) throw paymentReasons.error("DEVICE_NOT_FOUND");
      await parts.users.updateOne({ _id: userId }, { $inc: { deviceCount: -1 } }, { session });
    });
    return {};
  };
