import type { Handler } from "../../../kernel/contract/contract.ts";
import { hasReason } from "../../../kernel/errors/reason.ts";
import { type Money, money } from "../../../kernel/money/money.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { updateRow } from "../../../kernel/store/rows.ts";
import type {
  SetPasswordFreeLimitRequest,
  SetPasswordFreeLimitResponse,
} from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { PASSWORD_FREE_LIMIT } from "../config.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import { checkPaymentPassword } from "./check-payment-password.ts";
import { readOptionalPassword } from "./payment-password.ts";

/** SetPasswordFreeLimit: up to which amount the wallet pays without the payment password. Once there is one, it is needed to change the limit, up or down. */
export const setPasswordFreeLimit =
  (parts: PaymentsParts): Handler<SetPasswordFreeLimitRequest, SetPasswordFreeLimitResponse> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const limit = readLimit(fields, request.limit);
    const password = readOptionalPassword(fields, "payment_password", request.paymentPassword);
    fields.check();
    const { userId, currencyCode } = await loadWalletUser(parts, caller);
    const refusal = await checkPaymentPassword(parts, userId, password, now);
    if (refusal && !hasReason(refusal, "PAYMENT_PASSWORD_NOT_SET")) throw refusal;
    if (limit.currencyCode !== currencyCode) throw paymentReasons.error("CURRENCY_NOT_HELD");
    const change = { $set: { passwordFreeLimit: limit.minorUnits } };
    await updateRow(parts.users, { filter: { _id: userId }, update: change });
    return { limit: money(limit.minorUnits, currencyCode) };
  };

/** Zero is a limit, too: then every payment needs the password. */
const readLimit = (fields: FieldReader, value: Money | undefined): Money => {
  const { minorUnits = -1n, currencyCode = "" } = value ?? {};
  const most = PASSWORD_FREE_LIMIT.max;
  if (minorUnits < 0n || minorUnits > most)
    fields.refuse({
      field: "limit.minor_units",
      en: `0 to ${most} minor units`,
      zh: `须为 0 至 ${most}（最小货币单位）`,
    });
  return { minorUnits, currencyCode };
};
