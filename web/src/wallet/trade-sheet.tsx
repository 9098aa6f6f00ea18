import { Button, Popup } from "antd-mobile";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { formatTime } from "../ui/times.ts";
import { SheetRow } from "./sheet-row.tsx";
import { tradeStateKey } from "./trade-words.ts";

const TradeDetail = ({ trade }: { trade: Json<Trade> }) => {
  const text = useText();
  const language = useLanguage();
  const refunded = trade.refundedAmount ? formatAmount(amountOf(trade.refundedAmount)) : undefined;
  return (
    <>
      <p className="sheet-amount">-{formatAmount(amountOf(trade.paidAmount ?? trade.amount))}</p>
      <dl>
        <SheetRow label={text("tradeState")} value={text(tradeStateKey(trade))} />
        <SheetRow label={text("tradeRefunded")} value={refunded} />
        <SheetRow label={text("tradeSubject")} value={trade.subject} />
        <SheetRow label={text("tradePayTime")} value={formatTime(trade.payTime, language)} />
        <SheetRow label={text("tradeCreateTime")} value={formatTime(trade.createTime, language)} />
        <SheetRow label={text("tradeId")} value={trade.tradeId} />
        <SheetRow label={text("tradeMerchantTradeId")} value={trade.merchantTradeId} />
      </dl>
    </>
  );
};

/** All of one trade, in a sheet from below. */
export const TradeSheet = ({ trade, onClose }: { trade: Json<Trade> | undefined; onClose(): void }) => {
  const text = useText();
  useDismissal(trade !== undefined, onClose);
  return (
    <Popup visible={trade !== undefined} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <h2 className="sheet-title">{text("walletTradeDetail")}</h2>
      {trade ? <TradeDetail trade={trade} /> : null}
      <Button block size="large" onClick={onClose}>
        {text("close")}
      </Button>
    </Popup>
  );
};
