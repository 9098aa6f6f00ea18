import type { Handler } from "../../../kernel/contract/contract.ts";
import type { ListDevicesRequest, ListDevicesResponse } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { MAX_DEVICES } from "../config.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";

/** ListDevices: the caller's phones, without their secrets. */
export const listDevices =
  (parts: PaymentsParts): Handler<ListDevicesRequest, ListDevicesResponse> =>
  async (_request, { caller }) => {
    const { userId } = await loadWalletUser(parts, caller);
    const rows = await parts.devices
      .find({ userId }, { deviceName: 1, deviceNumber: 1, createTime: 1 })
      .sort({ _id: 1 })
      .lean();
    const devices = rows.map(({ _id, deviceName, deviceNumber, createTime }) => ({
      deviceId: _id,
      ...{ deviceName, deviceNumber, createTime },
    }));
    return { devices, maxDevices: MAX_DEVICES };
  };
