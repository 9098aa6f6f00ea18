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

/** The sums of a bill, and what is taken off it while it is open: the whole discount, not a further one. */
export const DeskDiscount = ({ bill, act, isBusy }: DiscountProps) => {
  const text = useText();
  const [typed, setTyped] = useState("");
  const { orderId = "", discount } = bill;
  const fen = parseAmount(typed);
  const give = (minorUnits: string | undefined) =>
    void act(async () => {
      const { currencyCode } = amountOf(bill.total);
      await call(dining.giveDiscount, { orderId, ...(minorUnits && { discount: { minorUnits, currencyCode } }) });
      setTyped("");
    });
  return (
    <section className="card" data-testid="desk-discount">
      <h2 className="card-title">
        {text(bill.paid ? "billPaid" : "billTitle")}
        <span data-testid="bill-total">{formatAmount(amountOf(bill.total))}</span>
      </h2>
      {discount ? <p className="faint">{text("billDiscount", { amount: formatAmount(amountOf(discount)) })}</p> : null}
      <p className="faint">{text("officePaidSoFar", { amount: formatAmount(amountOf(bill.paidAmount)) })}</p>
      {bill.paid ? null : (
        <>
          <div className="dining-quantity">
            <span>{text("officeDiscount")}</span>
            <Input
              className="dining-amount"
              inputMode="decimal"
              placeholder="0.00"
              value={typed}
              onChange={setTyped}
              name="discount"
            />
          </div>
          <div className="dining-splits">
            <Button
              color="primary"
              size="large"
              loading={isBusy}
              disabled={fen === undefined}
              onClick={() => give(fen)}
              data-testid="give-discount"
            >
              {text("officeGiveDiscount")}
            </Button>
            {discount ? (
              <Button size="large" loading={isBusy} onClick={() => give(undefined)} data-testid="no-discount">
                {text("officeNoDiscount")}
              </Button>
            ) : null}
          </div>
        </>
      )}
    </section>
  );
};
