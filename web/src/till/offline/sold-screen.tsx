import { Button } from "antd-mobile";
import { CheckOutline } from "antd-mobile-icons";
import { changeOf } from "../../collect/amount-entry.ts";
import { useText } from "../../i18n/use-text.ts";
import type { TextKey } from "../../i18n/zh.ts";
import { formatAmount } from "../../money/amount.ts";
import type { Till } from "../open-till.ts";
import type { OfflineSale } from "./offline-sale.ts";

const HINTS: Record<OfflineSale["state"], TextKey> = {
  WAITING: "offlineSoldHint",
  SHORT: "offlineStateShort",
  PAID: "offlineStatePaid",
};

/** The sale is kept here; the platform hears of it later. */
export const SoldScreen = ({ till, sale }: { till: Till; sale: OfflineSale | undefined }) => {
  const text = useText();
  const { received, total, state = "WAITING" } = sale ?? {};
  return (
    <section className="till-body paid" data-testid="sold" data-state={state}>
      <div className="paid-head" role="status">
        <span className="paid-mark">
          <CheckOutline />
        </span>
        <span className="paid-text">
          <span>{text(received ? "offlineSoldCash" : "offlineSoldCode")}</span>
          <strong data-testid="sold-amount">{total ? formatAmount(total) : null}</strong>
          {received && total ? (
            <span>{text("collectChange", { amount: formatAmount(changeOf(received, total)) })}</span>
          ) : null}
          <span className="faint">{text(HINTS[state])}</span>
        </span>
      </div>
      <footer className="paid-actions">
        <Button size="large" color="primary" onClick={till.next} data-testid="next">
          {text("tillNext")}
        </Button>
      </footer>
    </section>
  );
};
