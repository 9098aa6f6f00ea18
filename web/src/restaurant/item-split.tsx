import { Button } from "antd-mobile";
import { useState } from "react";
import type { OrderLine } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import type { Json } from "../api/json.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount, totalOf } from "../money/amount.ts";

type Line = Json<OrderLine>;

/** The lines of the bill that no share pays for. */
export const freeLines = (lines: readonly Line[]): Line[] =>
  lines.filter(({ state, shareId }) => state === "LINE_STATE_SENT" && !shareId);

const Item = ({ line, isChosen, onTap }: { line: Line; isChosen: boolean; onTap(): void }) => {
  const text = useText();
  const nameOf = useName();
  return (
    <button type="button" className="dining-item" aria-pressed={isChosen} data-item-line={line.lineId} onClick={onTap}>
      <span className="dining-line-text">
        <span>
          {nameOf({ name: line.dishName, nameEn: line.dishNameEn })} ×{line.quantity ?? 0}
        </span>
        <span className="faint">{line.addedByName || text("diningStaff")}</span>
      </span>
      <span className="dining-price">{formatAmount(amountOf(line.lineTotal))}</span>
    </button>
  );
};

interface ItemSplitProps {
  /** Of which one can choose. */
  lines: readonly Line[];
  isBusy: boolean;
  /** What the button below says, with the sum. */
  label: "billPayItems" | "billCutItems";
  onSplit(lineIds: string[]): void;
}

/** Chooses dishes of the bill, one tap each, to be one share. */
export const ItemSplit = ({ lines, isBusy, label, onSplit }: ItemSplitProps) => {
  const text = useText();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const named = lines.filter(({ lineId }) => chosen.has(lineId ?? ""));
  const toggle = (lineId: string) => {
    const after = new Set(chosen);
    if (!after.delete(lineId)) after.add(lineId);
    setChosen(after);
  };
  const priced = named.map(({ lineTotal }) => ({ unitPrice: amountOf(lineTotal), quantity: 1 }));
  return (
    <div className="dining-items" data-testid="item-split">
      {lines.map((line) => {
        const { lineId = "" } = line;
        return <Item key={lineId} line={line} isChosen={chosen.has(lineId)} onTap={() => toggle(lineId)} />;
      })}
      <Button
        block
        color="primary"
        size="large"
        loading={isBusy}
        disabled={named.length === 0}
        onClick={() => onSplit(named.map(({ lineId = "" }) => lineId))}
        data-testid="split-items"
      >
        {text(label, { amount: formatAmount(totalOf(priced)) })}
      </Button>
    </div>
  );
};
