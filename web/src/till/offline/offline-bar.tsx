import { useState } from "react";
import { useText } from "../../i18n/use-text.ts";
import { formatAmount } from "../../money/amount.ts";
import { isOutOfTime, type KeptTerms, leftOf, type OfflineSale } from "./offline-sale.ts";
import { SalesSheet } from "./sales-sheet.tsx";
import type { OfflineTill } from "./use-offline.ts";
import "./offline.css";

const cny = (minorUnits: string): string => formatAmount({ minorUnits, currencyCode: "CNY" });

/** What may be taken without the platform: cash always, codes within the caps (P38). */
const Caps = ({
  terms,
  sales,
  nowMs,
}: {
  terms: KeptTerms | undefined;
  sales: readonly OfflineSale[];
  nowMs: number;
}) => {
  const text = useText();
  if (!terms?.offline) return <span>{text("offlineCashOnly")}</span>;
  if (isOutOfTime(terms, nowMs)) return <span>{text("offlineOutOfTime")}</span>;
  const left = leftOf(terms, sales);
  const max = cny(String(terms.offline.maxTrade ?? "0"));
  return <span data-testid="offline-caps">{text("offlineCaps", { max, left: cny(String(left)) })}</span>;
};

interface BarProps {
  offline: OfflineTill;
  sales: readonly OfflineSale[];
  isCutOff: boolean;
}

/** Says that the till sells by itself, what it may still take, and what the platform has not heard of yet. Nothing while there is nothing to say. */
export const OfflineBar = ({ offline, sales, isCutOff }: BarProps) => {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const waiting = sales.filter(({ state }) => state === "WAITING").length;
  const short = sales.filter(({ state }) => state === "SHORT").length;
  if (!isCutOff && sales.length === 0) return null;
  return (
    <div className={`offline-bar ${isCutOff ? "offline-cut" : ""}`} data-testid="offline-bar" data-cut={isCutOff}>
      {isCutOff ? (
        <span className="offline-words" role="status">
          <strong>{text("offlineSelling")}</strong>
          <Caps terms={offline.terms()} sales={sales} nowMs={offline.nowMs()} />
        </span>
      ) : null}
      <button type="button" className="offline-count" onClick={() => setOpen(true)} data-testid="offline-sales">
        <span data-testid="offline-waiting">{text("offlineWaiting", { count: waiting })}</span>
        {short > 0 ? <strong className="offline-short">{text("offlineShort", { count: short })}</strong> : null}
      </button>
      <SalesSheet offline={offline} sales={sales} isOpen={isOpen} onClose={() => setOpen(false)} />
    </div>
  );
};
