import type { ReactNode } from "react";
import { useText } from "../i18n/use-text.ts";
import { formatAmount, totalOf } from "../money/amount.ts";
import { pieces, type TillLine } from "./basket.ts";

/** The sum at the thumb, and what to do with it. */
export const TotalBar = ({ lines, children }: { lines: readonly TillLine[]; children: ReactNode }) => {
  const text = useText();
  return (
    <footer className="total-bar">
      <span className="total-text">
        <span className="faint">
          {text("tillTotal")} · {text("tillPieces", { count: pieces(lines) })}
        </span>
        <strong className="total-amount" data-testid="total">
          {formatAmount(totalOf(lines))}
        </strong>
      </span>
      {children}
    </footer>
  );
};
