import type { Handler } from "../../../kernel/contract/contract.ts";
import { money } from "../../../kernel/money/money.ts";
import type { GetWalletRequest, Wallet } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { walletOf } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { loadWalletUser } from "./load-wallet-user.ts";
import { passwordFreeLimitOf } from "./wallet.ts";

/** GetWallet: what the ledger says of the caller's account. A wallet that never had money has no account yet, and stands at zero. */
export const getWallet =
  (parts: PaymentsParts): Handler<GetWalletRequest, Wallet> =>
  async (_request, { caller }) => {
    const user = await loadWalletUser(parts, caller);
    const { userId, displayName, currencyCode } = user;
    const [account, password] = await Promise.all([
      parts.ledger.findAccount(walletOf(userId, currencyCode)),
      parts.paymentPasswords.exists({ _id: userId }),
    ]);
    return {
      userId,
      displayName,
      available: money(account?.available ?? 0n, currencyCode),
      held: money(account?.held ?? 0n, currencyCode),
      passwordFreeLimit: money(passwordFreeLimitOf(user), currencyCode),
      hasPaymentPassword: password !== null,
    };
  };
