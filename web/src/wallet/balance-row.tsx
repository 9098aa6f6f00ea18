import type { Wallet } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount, isZero } from "../money/amount.ts";

/** What can be spent, and what is held. A dash while it was never read. */
export const BalanceRow = ({ wallet }: { wallet: Json<Wallet> | undefined }) => {
  const text = useText();
  const held = amountOf(wallet?.held);
  return (
    <div className="balance">
      <span>{text("walletBalance")}</span>
      <span className="balance-amounts">
        {isZero(held) ? null : <span className="faint">{text("walletHeld", { amount: formatAmount(held) })}</span>}
        <strong data-testid="balance">{wallet ? formatAmount(amountOf(wallet.available)) : "—"}</strong>
      </span>
    </div>
  );
};
