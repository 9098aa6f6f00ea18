import { Button, Popup, Stepper } from "antd-mobile";
import { useState } from "react";
import type { Bill, DishRefund } from "../../../proto/gen/paywindow/restaurant/v1/bill.ts";
import type { DiningOrder, OrderLine } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import type { Json } from "../api/json.ts";
import { mintId } from "../api/mint.ts";
import { call } from "../api/session.ts";
import { useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf, formatAmount, totalOf } from "../money/amount.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { dining } from "./restaurant-routes.ts";
import type { Act } from "./use-live-view.ts";

type Line = Json<OrderLine>;
type Part = Json<DishRefund>;

const leftOf = ({ quantity = 0, refundedQuantity = 0 }: Line): number => quantity - refundedQuantity;
const dishOf = ({ dishName, dishNameEn }: Line) => ({ name: dishName, nameEn: dishNameEn });

interface SheetProps {
  line: Line;
  isBusy: boolean;
  onRefund(quantity: number): void;
}

const RefundSheet = ({ line, isBusy, onRefund }: SheetProps) => {
  const text = useText();
  const nameOf = useName();
  const [quantity, setQuantity] = useState(1);
  return (
    <section data-testid="refund-sheet">
      <h2 className="sheet-title">{text("officeRefundOf", { dish: nameOf(dishOf(line)) })}</h2>
      <p className="faint">{text("officeRefundHint")}</p>
      <div className="dining-quantity">
        <Stepper min={1} max={leftOf(line)} value={quantity} onChange={(value) => setQuantity(value ?? 1)} />
        <Button
          color="primary"
          size="large"
          loading={isBusy}
          onClick={() => onRefund(quantity)}
          data-testid="refund-dish"
        >
          {text("officeRefundNow")}
        </Button>
      </div>
    </section>
  );
};

const STATES: Readonly<Record<string, TextKey>> = {
  DISH_REFUND_STATE_PENDING: "refundPending",
  DISH_REFUND_STATE_DONE: "refundDone",
  DISH_REFUND_STATE_FAILED: "refundFailed",
};

/** The parts of one refund, through one share each, are one row: the worst of their states is what the manager must know. */
const rowsOf = (parts: readonly Part[]): Part[][] => [...Map.groupBy(parts, ({ refundId }) => refundId ?? "").values()];
const worstOf = (parts: readonly Part[]): Part | undefined =>
  parts.find(({ state }) => state === "DISH_REFUND_STATE_FAILED") ??
  parts.find(({ state }) => state === "DISH_REFUND_STATE_PENDING") ??
  parts[0];

const RefundRow = ({ parts, line, onAgain }: { parts: readonly Part[]; line: Line; onAgain(part: Part): void }) => {
  const text = useText();
  const nameOf = useName();
  const worst = worstOf(parts);
  if (!worst) return null;
  const sum = totalOf(parts.map(({ amount }) => ({ unitPrice: amountOf(amount), quantity: 1 })));
  const isFailed = worst.state === "DISH_REFUND_STATE_FAILED";
  return (
    <div className="dining-line" data-refund={worst.refundId} data-state={worst.state}>
      <div className="dining-line-text">
        <span>
          {nameOf(dishOf(line))} ×{worst.quantity}
        </span>
        <span className={isFailed ? "dining-warn" : "faint"}>
          {text(STATES[worst.state ?? ""] ?? "refundPending")} {worst.failureReason}
        </span>
      </div>
      <span className="dining-price">{formatAmount(sum)}</span>
      {isFailed ? (
        <Button color="primary" onClick={() => onAgain(worst)} data-testid="refund-again">
          {text("refundAgain")}
        </Button>
      ) : null}
    </div>
  );
};

const DishRow = ({ line, isPaid, onAsk }: { line: Line; isPaid: boolean; onAsk(): void }) => {
  const text = useText();
  const nameOf = useName();
  const { quantity, refundedQuantity: count } = line;
  return (
    <div className="dining-line" data-line={line.lineId}>
      <div className="dining-line-text">
        <span>
          {nameOf(dishOf(line))} ×{quantity}
        </span>
        <span className="faint">
          {formatAmount(amountOf(line.lineTotal))}
          {count ? ` · ${text("officeRefunded", { count })}` : ""}
        </span>
      </div>
      {leftOf(line) > 0 && isPaid ? (
        <Button onClick={onAsk} data-testid="ask-refund">
          {text("officeRefund")}
        </Button>
      ) : null}
    </div>
  );
};

interface RefundsProps {
  order: Json<DiningOrder>;
  bill: Json<Bill>;
  act: Act;
  isBusy: boolean;
}

/** A dish that is being given back: one number per intent, so pressed twice it goes back once. */
const useRefunding = (act: Act) => {
  const [asked, ask] = useState<{ line: Line; refundId: string }>();
  const close = () => ask(undefined);
  useDismissal(asked !== undefined, close);
  const refund = (refundId: string, lineId: string, quantity: number) =>
    void act(async () => {
      await call(dining.refundDish, { refundId, lineId, quantity });
      close();
    });
  return { asked, ask: (line: Line) => ask({ line, refundId: mintId("rfn") }), close, refund };
};

/** The dishes of a bill, to be given back one by one, and what became of each refund. */
export const DeskRefunds = ({ order, bill, act, isBusy }: RefundsProps) => {
  const text = useText();
  const { asked, ask, close, refund } = useRefunding(act);
  const lines = (order.lines ?? []).filter(({ state }) => state === "LINE_STATE_SENT");
  const lineOf = (lineId: string | undefined): Line => lines.find((line) => line.lineId === lineId) ?? {};
  const isPaid = ({ shareId }: Line): boolean =>
    (bill.paid || bill.shares?.some((share) => share.shareId === shareId && share.state === "SHARE_STATE_PAID")) ??
    false;
  const again = ({ refundId = "", lineId = "", quantity = 0 }: Part) => refund(refundId, lineId, quantity);
  return (
    <section className="card" data-testid="desk-dishes">
      <h2 className="card-title">{text("officeDishesOfBill")}</h2>
      {lines.length === 0 ? <p className="faint">{text("billNothing")}</p> : null}
      {lines.map((line) => (
        <DishRow key={line.lineId} line={line} isPaid={isPaid(line)} onAsk={() => ask(line)} />
      ))}
      {bill.refunds?.length ? <h2 className="card-title dining-sent">{text("officeRefunds")}</h2> : null}
      {rowsOf(bill.refunds ?? []).map((parts) => (
        <RefundRow key={parts[0]?.refundId} parts={parts} line={lineOf(parts[0]?.lineId)} onAgain={again} />
      ))}
      <Popup visible={asked !== undefined} onMaskClick={close} onClose={close} bodyClassName="sheet" destroyOnClose>
        {asked ? (
          <RefundSheet
            key={asked.refundId}
            line={asked.line}
            isBusy={isBusy}
            onRefund={(quantity) => refund(asked.refundId, asked.line.lineId ?? "", quantity)}
          />
        ) : null}
      </Popup>
    </section>
  );
};
