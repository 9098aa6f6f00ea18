import type { Handler } from "../../../kernel/contract/contract.ts";
import { hashPassword } from "../../../kernel/crypto/password.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { insertRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import type {
  SetPaymentPasswordRequest,
  SetPaymentPasswordResponse,
} from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import { checkPaymentPassword } from "./check-payment-password.ts";
import { readNewPassword } from "./payment-password.ts";
import { sealPasswordHash } from "./payment-password-model.ts";

/**
 * SetPaymentPassword: the first one. Asked again with the same one it is done already; another is refused, and counts as a wrong try, as the answer tells
 * whether it was the right one.
 */
export const setPaymentPassword =
  (parts: PaymentsParts): Handler<SetPaymentPasswordRequest, SetPaymentPasswordResponse> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const password = readNewPassword(fields, "payment_password", request.paymentPassword);
    fields.check();
    const { userId } = await loadWalletUser(parts, caller);
    return runAgainOnDuplicate(async () => {
      if (await parts.paymentPasswords.exists({ _id: userId })) {
        if (await checkPaymentPassword(parts, userId, password, now))
          throw paymentReasons.error("PAYMENT_PASSWORD_ALREADY_SET");
        return {};
      }
      const hash = sealPasswordHash(parts.seal, userId, await hashPassword(password));
      await insertRow(parts.paymentPasswords, { _id: userId, ...hash, setTime: now });
      return {};
    });
  };
