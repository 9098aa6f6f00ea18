import { Button } from "antd-mobile";
import { CheckOutline, UndoOutline } from "antd-mobile-icons";
import { useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { useLanguage, useText } from "../i18n/use-text.ts";
import { currencySign, formatDigits } from "../money/amount.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { formatTime } from "../ui/times.ts";
import type { Arrival } from "./arrivals.ts";

/** Paid, or refunded: the whole screen, so that payer and cashier see it from where they stand. */
export const ArrivalScreen = ({ arrival, onDone }: { arrival: Arrival; onDone(): void }) => {
  const text = useText();
  const language = useLanguage();
  const screen = useRef<HTMLDivElement>(null);
  useEffect(() => screen.current?.focus(), []);
  useDismissal(true, onDone);
  const isPaid = arrival.kind === "paid";
  return createPortal(
    <div className="arrival" role="alertdialog" aria-modal="true" tabIndex={-1} ref={screen} data-testid="arrival">
      <div className="arrival-mark">{isPaid ? <CheckOutline /> : <UndoOutline />}</div>
      <h1>{text(isPaid ? "walletPaidTitle" : "walletRefundedTitle")}</h1>
      <p className="arrival-amount" data-testid="arrival-amount">
        <small>{currencySign(arrival.amount.currencyCode)}</small>
        {formatDigits(arrival.amount)}
      </p>
      <p className="arrival-subject">{arrival.subject}</p>
      <p className="arrival-time">{formatTime(arrival.time, language)}</p>
      <Button block size="large" className="arrival-done" onClick={onDone}>
        {text("walletDone")}
      </Button>
    </div>,
    document.body,
  );
};
