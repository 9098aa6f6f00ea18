import { Button } from "antd-mobile";
import { CheckOutline, CloseOutline } from "antd-mobile-icons";
import type { ReactNode } from "react";
import { useLanguage, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { formatTime } from "../ui/times.ts";
import { changeOf } from "./amount-entry.ts";
import { type DeskState, isPaid } from "./desk-state.ts";
import type { Desk } from "./open-desk.ts";
import { wayText } from "./way-words.ts";

const Row = ({ label, value }: { label: string; value: string | undefined }) =>
  value ? (
    <div className="done-row">
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  ) : null;

/** What the order came to: paid, or certainly not. */
export const DoneScreen = ({ desk, state, children }: { desk: Desk; state: DeskState; children?: ReactNode }) => {
  const { trade = {}, received } = state;
  const text = useText();
  const language = useLanguage();
  const paid = isPaid(trade);
  const way = wayText(trade);
  return (
    <section className="collect-body done" data-testid="done" data-paid={paid}>
      <div className={`done-head ${paid ? "done-paid" : "done-unpaid"}`} role="status">
        <span className="done-mark">{paid ? <CheckOutline /> : <CloseOutline />}</span>
        <h2>{text(paid ? "tillPaid" : "collectNotPaid")}</h2>
        <strong data-testid="done-amount">{formatAmount(amountOf(trade.paidAmount ?? trade.amount))}</strong>
        {paid && received ? (
          <span className="done-change" data-testid="change">
            {text("collectChange", { amount: formatAmount(changeOf(received, amountOf(trade.amount))) })}
          </span>
        ) : null}
        {paid ? null : <span>{text("collectNotPaidHint")}</span>}
      </div>
      <dl className="card">
        <Row label={text("receiptPaidBy")} value={trade.payerDisplayName} />
        <Row label={text("receiptMethod")} value={way && text(way)} />
        <Row label={text("tradePayTime")} value={formatTime(trade.payTime, language)} />
        <Row label={text("tradeId")} value={trade.tradeId} />
        <Row label={text("tradeMerchantTradeId")} value={trade.merchantTradeId} />
      </dl>
      {children}
      <Button block size="large" color="primary" onClick={() => desk.act({ type: "next" })} data-testid="next">
        {text("collectNext")}
      </Button>
    </section>
  );
};
