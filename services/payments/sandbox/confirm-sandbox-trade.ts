import type { Handler } from "../../../kernel/contract/contract.ts";
import type { Trade as TradeMessage } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { ConfirmSandboxTradeRequest } from "../../../proto/gen/paywindow/payments/v1/sandbox.ts";
import { paymentReasons } from "../errors.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { openQrCode } from "../qr/open-qr-code.ts";
import { confirmTrade } from "../trade/confirm-trade.ts";
import { tradeMessage } from "../trade/trade-message.ts";
import type { WalletUserRow } from "../wallet/wallet-model.ts";
import { findSandboxTrade, SANDBOX_PASSWORD, SANDBOX_USER_NAME, sandboxOperatorOf } from "./sandbox.ts";

/** ConfirmSandboxTrade: what the user does with the wallet in hand: scans the code where there is one, and confirms with the payment password. */
export const confirmSandboxTrade = (
  parts: PaymentsParts,
  demo: boolean,
): Handler<ConfirmSandboxTradeRequest, TradeMessage> => {
  const [openCode, confirm] = [openQrCode(parts), confirmTrade(parts)];
  return async (request, context) => {
    sandboxOperatorOf(demo, context.caller);
    const trade = await findSandboxTrade(parts, request.trade);
    const userId = trade.payerUserId ?? trade.askedUserId ?? (request.userId || (await newestUser(parts)));
    const asUser = { ...context, caller: { kind: "user", id: userId } as const };
    const { qrCode } = tradeMessage(trade, "merchant");
    if (qrCode !== "") await openCode({ qrCode }, asUser);
    const confirmation = { tradeId: trade.tradeId, paymentPassword: SANDBOX_PASSWORD, fundingSourceId: "" };
    return confirm(confirmation, asUser);
  };
};

/** The sandbox user who was added last. @throws WALLET_NOT_FOUND. */
const newestUser = async ({ users }: PaymentsParts): Promise<string> => {
  const user = await users.findOne({ displayName: SANDBOX_USER_NAME }).sort({ _id: -1 }).lean<WalletUserRow>();
  if (!user) throw paymentReasons.error("WALLET_NOT_FOUND");
  return user._id;
};
