import { AddOutline, DeleteOutline, MinusOutline, ScanningOutline } from "antd-mobile-icons";
import { useEffect, useRef } from "react";
import { useName, useText } from "../i18n/use-text.ts";
import { formatAmount, totalOf } from "../money/amount.ts";
import { isShort, type TillLine } from "./basket.ts";
import { lineTotalOf, type TillMember } from "./benefits.ts";
import type { Till } from "./open-till.ts";
import type { TillState } from "./till-state.ts";

interface QuantityProps {
  line: TillLine;
  onChange(quantity: number): void;
}

/** No field to type in: a gun that shoots while it has the focus would make a quantity of a barcode. */
const Quantity = ({ line, onChange }: QuantityProps) => {
  const text = useText();
  const isLast = line.quantity === 1;
  return (
    <span className="quantity">
      <button
        type="button"
        aria-label={text(isLast ? "tillRemove" : "tillQuantityLess")}
        onClick={() => onChange(line.quantity - 1)}
      >
        {isLast ? <DeleteOutline /> : <MinusOutline />}
      </button>
      <output>{line.quantity}</output>
      <button type="button" aria-label={text("tillQuantityMore")} onClick={() => onChange(line.quantity + 1)}>
        <AddOutline />
      </button>
    </span>
  );
};

interface BasketLineProps {
  till: Till;
  line: TillLine;
  member: TillMember | undefined;
  /** The last payment was refused for want of it. */
  isMarked: boolean;
}

/** What the line costs; for a member, and what it costs others. */
const LineTotal = ({ line, member }: Pick<BasketLineProps, "line" | "member">) => {
  const [full, total] = [totalOf([line]), lineTotalOf(line, member)];
  return (
    <span className="line-total">
      {formatAmount(total)}
      {total.minorUnits === full.minorUnits ? null : <s className="faint">{formatAmount(full)}</s>}
    </span>
  );
};

const BasketLine = ({ till, line, member, isMarked }: BasketLineProps) => {
  const text = useText();
  const nameOf = useName();
  return (
    <li
      className={`line ${isMarked || isShort(line) ? "line-short" : ""}`}
      data-testid="line"
      data-barcode={line.barcode}
    >
      <span className="line-text">
        <span className="line-name">{nameOf(line)}</span>
        <span className="faint">{text("tillUnitPrice", { amount: formatAmount(line.unitPrice) })}</span>
        {isShort(line) ? <span className="line-left">{text("tillLeft", { count: line.available ?? 0 })}</span> : null}
      </span>
      <Quantity
        line={line}
        onChange={(quantity) => till.act({ type: "quantitySet", barcode: line.barcode, quantity })}
      />
      <LineTotal line={line} member={member} />
    </li>
  );
};

const EmptyBasket = () => {
  const text = useText();
  return (
    <div className="basket-empty">
      <ScanningOutline />
      <strong>{text("tillEmpty")}</strong>
      <span className="faint">{text("tillEmptyHint")}</span>
    </div>
  );
};

interface BasketListProps {
  till: Till;
  state: TillState;
}

/** What is rung up so far, the last scan in view. */
export const BasketList = ({ till, state: { lines, member, refusal } }: BasketListProps) => {
  const end = useRef<HTMLLIElement>(null);
  const count = useRef(lines.length);
  useEffect(() => {
    if (lines.length > count.current) end.current?.scrollIntoView({ block: "nearest" });
    count.current = lines.length;
  }, [lines]);
  if (lines.length === 0) return <EmptyBasket />;
  return (
    <ul className="card basket">
      {lines.map((line) => (
        <BasketLine key={line.barcode} {...{ till, line, member }} isMarked={line.barcode === refusal?.barcode} />
      ))}
      <li ref={end} className="basket-end" aria-hidden="true" />
    </ul>
  );
};
