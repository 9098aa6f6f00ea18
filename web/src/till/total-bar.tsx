import type { ReactNode } from "react";
import { useText } from "../i18n/use-text.ts";
import { formatAmount, totalOf } from "../money/amount.ts";
import { pieces } from "./basket.ts";
import { payableOf } from "./benefits.ts";
import type { TillState } from "./till-state.ts";

/** The sum at the thumb, and what to do with it. */
export const TotalBar = ({ state, children }: { state: TillState; children: ReactNode }) => {
  const text = useText();
  const { lines } = state;
  const [full, payable] = [totalOf(lines), payableOf(state)];
  const isLess = payable.minorUnits !== full.minorUnits;
  return (
    <footer className="total-bar">
      <span className="total-text">
        <span className="faint">
          {text("tillTotal")} · {text("tillPieces", { count: pieces(lines) })}
        </span>
        <strong className="total-amount" data-testid="total">
          {formatAmount(payable)}
        </strong>
        {isLess ? (
          <s className="faint" data-testid="total-before">
            {text("benefitWas", { amount: formatAmount(full) })}
          </s>
        ) : null}
      </span>
      {children}
    </footer>
  );
};
