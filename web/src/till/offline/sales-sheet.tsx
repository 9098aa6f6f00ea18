import { Button, Popup } from "antd-mobile";
import { useState } from "react";
import { TillTenderSheet } from "../../collect/till-tender-sheet.tsx";
import { useLanguage, useText } from "../../i18n/use-text.ts";
import type { TextKey } from "../../i18n/zh.ts";
import { formatAmount } from "../../money/amount.ts";
import { useDismissal } from "../../ui/back-steps.ts";
import { formatTime } from "../../ui/times.ts";
import { pieces } from "../basket.ts";
import type { OfflineSale } from "./offline-sale.ts";
import type { OfflineTill } from "./use-offline.ts";

const STATES: Record<OfflineSale["state"], TextKey> = {
  WAITING: "offlineStateWaiting",
  SHORT: "offlineStateShort",
  PAID: "offlineStatePaid",
};

const SaleLine = ({ sale, onCollect }: { sale: OfflineSale; onCollect(): void }) => {
  const text = useText();
  const language = useLanguage();
  const { state, refusal, receiptNumber } = sale;
  return (
    <li className={`offline-sale offline-${state.toLowerCase()}`} data-testid="offline-sale" data-state={state}>
      <span className="offline-sale-text">
        <strong>
          {formatAmount(sale.total)} · {text(STATES[state])}
        </strong>
        <span className="faint">
          {formatTime(sale.soldTime, language)} · {text("tillPieces", { count: pieces(sale.lines) })}
          {receiptNumber ? ` · ${text("receiptNumber")} ${receiptNumber}` : null}
        </span>
        {state === "SHORT" && refusal ? <span className="offline-why">{refusal.detail || refusal.reason}</span> : null}
      </span>
      {state === "SHORT" ? (
        <Button onClick={onCollect} data-testid="collect-cash">
          {text("offlineCollectCash")}
        </Button>
      ) : null}
    </li>
  );
};

interface SheetProps {
  offline: OfflineTill;
  sales: readonly OfflineSale[];
  isOpen: boolean;
  onClose(): void;
}

/** The sales that the till made by itself, with their results; what is short can be collected in cash. */
export const SalesSheet = ({ offline, sales, isOpen, onClose }: SheetProps) => {
  const text = useText();
  const [collecting, setCollecting] = useState<OfflineSale>();
  useDismissal(isOpen, onClose);
  const collect = (received: OfflineSale["received"]): void => {
    if (collecting && received) offline.collectInCash(collecting, received);
    setCollecting(undefined);
  };
  return (
    <>
      <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
        <h2 className="sheet-title">{text("offlineSales")}</h2>
        <p className="faint">{text("offlineSalesHint")}</p>
        <ul className="offline-list">
          {sales.map((sale) => (
            <SaleLine key={sale.basketId} sale={sale} onCollect={() => setCollecting(sale)} />
          ))}
        </ul>
        <Button block size="large" color="primary" fill="outline" onClick={onClose} data-testid="offline-close">
          {text("close")}
        </Button>
      </Popup>
      {collecting ? (
        <TillTenderSheet
          kind="cash"
          amount={collecting.total}
          onRecord={({ received }) => collect(received)}
          onClose={() => setCollecting(undefined)}
        />
      ) : null}
    </>
  );
};
