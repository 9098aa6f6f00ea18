import type { Handler } from "../../../kernel/contract/contract.ts";
import { money } from "../../../kernel/money/money.ts";
import type { GetWalletRequest, Wallet } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { userOf } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import { walletOf } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";

/** GetWallet: what the ledger says of the caller's account. A wallet that never had money has no account yet, and stands at zero. */
export const getWallet =
  ({ users, ledger }: PaymentsParts): Handler<GetWalletRequest, Wallet> =>
  async (_request, { caller }) => {
    const userId = userOf(caller);
    const user = await users.findById(userId).lean();
    if (!user) throw paymentReasons.error("WALLET_NOT_FOUND");
    const { displayName, currencyCode } = user;
    const account = await ledger.findAccount(walletOf(userId, currencyCode));
    return {
      userId,
      displayName,
      available: money(account?.available ?? 0n, currencyCode),
      held: money(account?.held ?? 0n, currencyCode),
    };
  };
