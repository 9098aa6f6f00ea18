import { Button } from "antd-mobile";
import { CheckOutline } from "antd-mobile-icons";
import { useState } from "react";
import { stored } from "../api/stored.ts";
import { useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { receiptSlip } from "../receipt/receipt-slip.ts";
import { SlipButton } from "../receipt/slip-button.tsx";
import type { Till } from "./open-till.ts";
import { ReceiptPaper } from "./receipt-paper.tsx";
import type { TillState } from "./till-state.ts";

type PaperMm = 58 | 80;

const paperStore = stored<PaperMm>(() => localStorage, "paywindow.paper");

/** The widths of receipt paper; the till's own is remembered. */
const usePaper = () => {
  const [paperMm, setPaper] = useState<PaperMm>(() => (paperStore.read() === 80 ? 80 : 58));
  const choose = (next: PaperMm) => {
    paperStore.write(next);
    setPaper(next);
  };
  return { paperMm, choose };
};

const PaperChoice = ({ paperMm, choose }: ReturnType<typeof usePaper>) => {
  const text = useText();
  return (
    <div className="paper-choice" role="radiogroup">
      {([58, 80] as const).map((width) => (
        <label key={width} className={width === paperMm ? "paper-chosen" : ""}>
          <input type="radio" name="paper" checked={width === paperMm} onChange={() => choose(width)} />
          {text(width === 58 ? "tillPaper58" : "tillPaper80")}
        </label>
      ))}
    </div>
  );
};

interface PaidScreenProps {
  till: Till;
  state: TillState;
  cashierName: string;
}

/** The sale is done: the receipt, and the next customer. */
export const PaidScreen = ({ till, state, cashierName }: PaidScreenProps) => {
  const text = useText();
  const paper = usePaper();
  const receipt = state.receipt ?? {};
  return (
    <section className="till-body paid" data-testid="paid">
      <div className="paid-head" role="status">
        <span className="paid-mark">
          <CheckOutline />
        </span>
        <span className="paid-text">
          <span>{text("tillPaid")}</span>
          <strong data-testid="paid-amount">{formatAmount(amountOf(receipt.total))}</strong>
          <span className="faint">{text("tillPaidBy", { name: receipt.payerDisplayName ?? "" })}</span>
        </span>
      </div>
      <ReceiptPaper receipt={receipt} cashierName={cashierName} widthMm={paper.paperMm} />
      <PaperChoice {...paper} />
      <footer className="paid-actions">
        <Button size="large" onClick={() => window.print()}>
          {text("tillPrint")}
        </Button>
        <SlipButton slipOf={(words) => receiptSlip(receipt, cashierName, words)} widthMm={paper.paperMm} />
        <Button size="large" color="primary" onClick={till.next} data-testid="next">
          {text("tillNext")}
        </Button>
      </footer>
    </section>
  );
};
