import { useState } from "react";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { formatShortTime } from "../ui/times.ts";
import { TradeSheet } from "./trade-sheet.tsx";
import { tradeStateKey, tradeTone } from "./trade-words.ts";

const TradeRow = ({ trade, onOpen }: { trade: Json<Trade>; onOpen(): void }) => {
  const text = useText();
  const language = useLanguage();
  const refunded = trade.refundedAmount ? amountOf(trade.refundedAmount) : undefined;
  return (
    <button type="button" className="trade" onClick={onOpen} data-testid="trade">
      <span className="trade-text">
        <span className="trade-subject">{trade.subject}</span>
        <span className="faint">{formatShortTime(trade.payTime ?? trade.createTime, language)}</span>
      </span>
      <span className="trade-amounts">
        <span className="trade-amount">-{formatAmount(amountOf(trade.paidAmount ?? trade.amount))}</span>
        <span className={`trade-state trade-${tradeTone(trade)}`}>
          {refunded ? text("tradeRefundedPart", { amount: formatAmount(refunded) }) : text(tradeStateKey(trade))}
        </span>
      </span>
    </button>
  );
};

/** The newest trades of the wallet; a tap tells all of one. */
export const TradeList = ({ trades }: { trades: Json<Trade>[] | undefined }) => {
  const text = useText();
  const [openId, setOpenId] = useState<string>();
  const open = trades?.find(({ tradeId }) => tradeId === openId);
  return (
    <section className="card trades">
      <h2 className="card-title">{text("walletTrades")}</h2>
      {trades?.map((trade) => (
        <TradeRow key={trade.tradeId} trade={trade} onOpen={() => setOpenId(trade.tradeId)} />
      ))}
      {trades && trades.length > 0 ? null : (
        <p className="trades-none faint">{text(trades ? "walletNoTrades" : "loading")}</p>
      )}
      <TradeSheet trade={open} onClose={() => setOpenId(undefined)} />
    </section>
  );
};
