import { useEffect, useState } from "react";
import type { Amount } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { formatAmount } from "../money/amount.ts";
import { feel } from "../ui/feedback.ts";
import { PasswordSheet } from "../wallet/password-sheet.tsx";

/** A trade that the user is to confirm. */
export interface Due {
  tradeId: string;
  amount: Amount;
  subject: string;
}

/** The wallet's own password sheet over a page of the hospital. */
export const PaySheet = ({ due, onPaid, onClose }: { due: Due | undefined; onPaid(): void; onClose(): void }) => {
  const [hasPassword, setHasPassword] = useState(true);
  const tradeId = due?.tradeId;
  useEffect(() => {
    if (!tradeId) return;
    call(routes.getWallet, {}).then(
      (wallet) => setHasPassword(wallet.hasPaymentPassword ?? false),
      () => undefined,
    );
  }, [tradeId]);
  const pay = async (paymentPassword: string): Promise<void> => {
    await call(routes.confirmTrade, { tradeId: tradeId ?? "", paymentPassword });
    feel("paid");
    onPaid();
  };
  return (
    <PasswordSheet
      isOpen={due !== undefined}
      hasPassword={hasPassword}
      {...(due ? { amount: formatAmount(due.amount), subject: due.subject } : {})}
      onClose={onClose}
      onPassword={pay}
    />
  );
};
