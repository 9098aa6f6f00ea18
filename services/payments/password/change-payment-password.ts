import type { Handler } from "../../../kernel/contract/contract.ts";
import { hashPassword } from "../../../kernel/crypto/password.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import type {
  ChangePaymentPasswordRequest,
  ChangePaymentPasswordResponse,
} from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import { checkPaymentPassword } from "./check-payment-password.ts";
import { readNewPassword, readPaymentPassword } from "./payment-password.ts";
import { sealPasswordHash } from "./payment-password-model.ts";

/** ChangePaymentPassword: the old one is checked like at a payment, so a change is no way around the lock. */
export const changePaymentPassword =
  (parts: PaymentsParts): Handler<ChangePaymentPasswordRequest, ChangePaymentPasswordResponse> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const password = readPaymentPassword(fields, "payment_password", request.paymentPassword);
    const newPassword = readNewPassword(fields, "new_payment_password", request.newPaymentPassword);
    fields.check();
    const { userId } = await loadWalletUser(parts, caller);
    const refusal = await checkPaymentPassword(parts, userId, password, now);
    if (refusal) throw refusal;
    const hash = sealPasswordHash(parts.seal, userId, await hashPassword(newPassword));
    await updateRow(parts.paymentPasswords, { filter: { _id: userId }, update: { $set: { ...hash, setTime: now } } });
    return {};
  };
