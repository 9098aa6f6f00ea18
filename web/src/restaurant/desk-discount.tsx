import { Button, Input } from "antd-mobile";
import { useState } from "react";
import type { Bill } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { parseAmount } from "../money/parse-amount.ts";
import { dining } from "./restaurant-routes.ts";
import type { Act } from "./use-live-view.ts";

interface DiscountProps {
  bill: Json<Bill>;
  act: Act;
  isBusy: boolean;
}

/** What is to be taken off an open bill: the whole discount, not a further one. */
const DiscountForm = ({ bill, act, isBusy }: DiscountProps) => {
  const text = useText();
  const [typed, setTyped] = useState("");
  const fen = parseAmount(typed);
  const give = (minorUnits: string | undefined) =>
    void act(async () => {
      const discount = minorUnits && { discount: { minorUnits, currencyCode: amountOf(bill.total).currencyCode } };
      await call(dining.giveDiscount, { orderId: bill.orderId ?? "", ...discount });
      setTyped("");
    });
  const common = { size: "large", loading: isBusy } as const;
  const box = { inputMode: "decimal", placeholder: "0.00", name: "discount" } as const;
  return (
    <>
      <div className="dining-quantity">
        <span>{text("officeDiscount")}</span>
        <Input className="dining-amount" {...box} value={typed} onChange={setTyped} />
      </div>
      <div className="dining-splits">
        <Button {...common} color="primary" disabled={!fen} onClick={() => give(fen)} data-testid="give-discount">
          {text("officeGiveDiscount")}
        </Button>
        {bill.discount ? (
          <Button {...common} onClick={() => give(undefined)} data-testid="no-discount">
            {text("officeNoDiscount")}
          </Button>
        ) : null}
      </div>
    </>
  );
};

/** The sums of a bill, and while it is open its discount. */
export const DeskDiscount = (props: DiscountProps) => {
  const text = useText();
  const { bill } = props;
  const { discount } = bill;
  return (
    <section className="card" data-testid="desk-discount">
      <h2 className="card-title">
        {text(bill.paid ? "billPaid" : "billTitle")}
        <span data-testid="bill-total">{formatAmount(amountOf(bill.total))}</span>
      </h2>
      {discount ? <p className="faint">{text("billDiscount", { amount: formatAmount(amountOf(discount)) })}</p> : null}
      <p className="faint">{text("officePaidSoFar", { amount: formatAmount(amountOf(bill.paidAmount)) })}</p>
      {bill.paid ? null : <DiscountForm {...props} />}
    </section>
  );
};
