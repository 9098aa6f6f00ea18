import { findRow } from "../../../kernel/store/rows.ts";
import { openDeviceSecret } from "../device/device-model.ts";
import type { PaymentReason } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { WalletUser } from "../wallet/wallet.ts";
import { toWalletUser } from "../wallet/wallet-model.ts";
import { judgeTail, type ScannedCode } from "./payment-code.ts";

/** A code that can pay: whose it is, and the id of the one attempt that it may make. */
export interface LiveCode {
  readonly payer: WalletUser;
  readonly attemptId: string;
}

/** The id of the attempt that a code makes. Seconds are whole here, not counted modulo 10^8: a code's digits may come again after years. */
const attemptIdOf = (deviceNumber: string, codeSecond: number): string => `${deviceNumber}-${codeSecond}`;

/**
 * Whom a scanned code names at an instant. A code that is refused here is not spent by it. The look at earlier attempts decides nothing by itself:
 * whoever spends the code writes the attempt's row, whose id is unique.
 */
export const resolvePaymentCode = async (
  { devices, users, attempts, seal }: Pick<PaymentsParts, "devices" | "users" | "attempts" | "seal">,
  code: Exclude<ScannedCode, { route: "foreign" }>,
  now: Date,
): Promise<LiveCode | { readonly refuse: PaymentReason }> => {
  const device = code.route === "own" && (await findRow(devices, { deviceNumber: code.deviceNumber }));
  if (code.route !== "own" || !device) return { refuse: "PAYMENT_CODE_UNKNOWN" };

  const { deviceNumber, tail } = code;
  const judged = judgeTail({ deviceNumber, deviceSecret: openDeviceSecret(seal, device) }, tail, now);
  if (judged.verdict === "unknown") return { refuse: "PAYMENT_CODE_UNKNOWN" };
  if (judged.verdict === "expired") return { refuse: "PAYMENT_CODE_EXPIRED" };

  const attemptId = attemptIdOf(deviceNumber, judged.codeSecond);
  const [user, spent] = await Promise.all([
    findRow(users, { _id: device.userId }),
    findRow(attempts, { _id: attemptId }),
  ]);
  if (!user) return { refuse: "PAYMENT_CODE_UNKNOWN" };
  if (spent) return { refuse: "PAYMENT_CODE_SPENT" };
  return { payer: toWalletUser(user), attemptId };
};
