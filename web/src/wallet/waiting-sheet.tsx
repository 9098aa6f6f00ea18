import { Button, Popup } from "antd-mobile";
import { useState } from "react";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { PasswordSheet } from "./password-sheet.tsx";
import { payeeOf } from "./scanned.ts";

interface WaitingProps {
  trades: Json<Trade>[];
  hasPassword: boolean;
  /** Called after a confirmation, so that what waits and what is left are read again. */
  onConfirmed(): void;
}

const WaitingTrade = ({ trade, onConfirm }: { trade: Json<Trade>; onConfirm(): void }) => {
  const text = useText();
  return (
    <div className="waiting-trade">
      <div className="trade-text">
        <span className="trade-subject">{trade.subject}</span>
        {trade.merchantName ? <span className="faint">{trade.merchantName}</span> : null}
        <span className="trade-amount">{formatAmount(amountOf(trade.amount))}</span>
      </div>
      <Button color="primary" size="large" onClick={onConfirm} data-testid="confirm-trade">
        {text("waitingConfirm")}
      </Button>
    </div>
  );
};

/** What waits for the user's confirmation comes up by itself; put aside, it stays aside until something else waits. */
export const WaitingSheet = ({ trades, hasPassword, onConfirmed }: WaitingProps) => {
  const text = useText();
  const [aside, setAside] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<Json<Trade>>();
  const fresh = trades.filter(({ tradeId = "" }) => !aside.has(tradeId));
  const isOpen = fresh.length > 0 && !chosen;
  const close = () => setAside(new Set(trades.map(({ tradeId = "" }) => tradeId)));
  useDismissal(isOpen, close);
  const confirm = async (paymentPassword: string): Promise<void> => {
    await call(routes.confirmTrade, { tradeId: chosen?.tradeId ?? "", paymentPassword });
    setChosen(undefined);
    onConfirmed();
  };
  return (
    <>
      <Popup visible={isOpen} onMaskClick={close} onClose={close} bodyClassName="sheet" destroyOnClose>
        <section data-testid="waiting-sheet">
          <h2 className="sheet-title">{text("waitingTitle")}</h2>
          {fresh.map((trade) => (
            <WaitingTrade key={trade.tradeId} trade={trade} onConfirm={() => setChosen(trade)} />
          ))}
          <Button block size="large" fill="none" onClick={close}>
            {text("waitingLater")}
          </Button>
        </section>
      </Popup>
      <PasswordSheet
        isOpen={chosen !== undefined}
        hasPassword={hasPassword}
        amount={formatAmount(amountOf(chosen?.amount))}
        subject={chosen ? payeeOf(chosen) : ""}
        onClose={() => setChosen(undefined)}
        onPassword={confirm}
      />
    </>
  );
};
