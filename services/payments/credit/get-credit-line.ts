import type { Handler } from "../../../kernel/contract/contract.ts";
import type { CreditLine, GetCreditLineRequest } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { paymentReasons } from "../errors.ts";
import { creditOf } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import { creditLineMessage } from "./credit-line-message.ts";

/** GetCreditLine: what the ledger says of the caller's credit account. */
export const getCreditLine =
  (parts: PaymentsParts): Handler<GetCreditLineRequest, CreditLine> =>
  async (_request, { caller }) => {
    const { userId, currencyCode } = await loadWalletUser(parts, caller);
    const account = await parts.ledger.findAccount(creditOf(userId, currencyCode));
    if (!account) throw paymentReasons.error("CREDIT_LINE_NOT_OPEN");
    return creditLineMessage(account);
  };
