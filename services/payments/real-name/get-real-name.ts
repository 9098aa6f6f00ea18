import type { Handler } from "../../../kernel/contract/contract.ts";
import type { GetRealNameRequest, RealName } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import { realNameMessage } from "./real-name-message.ts";

/** GetRealName: how well the caller is known, and what that allows; masked even for the caller. */
export const getRealName =
  (parts: PaymentsParts): Handler<GetRealNameRequest, RealName> =>
  async (_request, { caller }) => {
    const user = await loadWalletUser(parts, caller);
    return realNameMessage(user, await parts.realNames.findById(user.userId).lean());
  };
