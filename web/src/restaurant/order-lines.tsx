import { Button } from "antd-mobile";
import type { DiningOrder, OrderLine } from "../../../proto/gen/paywindow/restaurant/v1/order.ts";
import type { Json } from "../api/json.ts";
import { mintId } from "../api/mint.ts";
import { call } from "../api/session.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { stageKey } from "./dining-words.ts";
import type { Choice } from "./menu-list.tsx";
import { dining } from "./restaurant-routes.ts";
import type { Act } from "./use-live-view.ts";

type Line = Json<OrderLine>;

const isInCart = ({ state }: Line): boolean => state === "LINE_STATE_CART";

/** Puts a chosen dish into the cart of an order, under an id of this phone's. */
export const addToCart = (orderId: string, choice: Choice): Promise<unknown> =>
  call(dining.putLine, { orderId, lineId: mintId("lin"), baseVersion: 0, ...choice });

/** Takes a line out of the cart, or cancels it where it was sent (the staff may). */
const takeOut = (orderId: string, { lineId, version, dishId, note, options = [] }: Line): Promise<unknown> => {
  const chosen = options.map((one) => ({ groupId: one.groupId ?? "", optionId: one.optionId ?? "" }));
  const line = { lineId: lineId ?? "", baseVersion: version ?? 0, dishId: dishId ?? "", note: note ?? "" };
  return call(dining.putLine, { orderId, ...line, options: chosen, quantity: 0 });
};

const Row = ({ line, onTakeOut }: { line: Line; onTakeOut?: (() => void) | undefined }) => {
  const text = useText();
  const nameOf = useName();
  const options = (line.options ?? []).map(nameOf);
  const by = line.addedByName || text("diningStaff");
  const facts = [...options, line.note, by].filter(Boolean).join(" · ");
  return (
    <div className="dining-line" data-line={line.lineId} data-unavailable={line.unavailable ?? false}>
      <div className="dining-line-text">
        <span>{nameOf({ name: line.dishName, nameEn: line.dishNameEn })}</span>
        <span className="faint">{facts}</span>
        {line.unavailable ? <span className="dining-warn">{text("diningUnavailable")}</span> : null}
      </div>
      <span className="dining-count">×{line.quantity ?? 0}</span>
      <div className="dining-line-end">
        <span>{formatAmount(amountOf(line.lineTotal))}</span>
        <span className="faint">{text(stageKey(line.stage))}</span>
      </div>
      {onTakeOut ? (
        <button type="button" className="dining-remove" aria-label={text("diningRemove")} onClick={onTakeOut}>
          ✕
        </button>
      ) : null}
    </div>
  );
};

interface OrderLinesProps {
  order: Json<DiningOrder>;
  act: Act;
  isBusy: boolean;
  /** The staff cancel what is in the kitchen. */
  isStaff?: boolean;
}

/** The cart of the whole table, with who put what there, and what is in the kitchen already. */
export const OrderLines = ({ order, act, isBusy, isStaff = false }: OrderLinesProps) => {
  const text = useText();
  const { orderId = "", lines = [] } = order;
  const cart = lines.filter(isInCart);
  const sent = lines.filter((line) => !isInCart(line));
  const isAhead = order.state === "ORDER_STATE_AHEAD";
  const isCancellable = ({ state }: Line) => isStaff && state === "LINE_STATE_SENT";
  const removal = (line: Line) => () => void act(() => takeOut(orderId, line));
  const lineIds = cart.filter(({ unavailable }) => !unavailable).map(({ lineId = "" }) => lineId);
  const send = () => void act(() => call(dining.sendOrder, { orderId, lineIds }));
  return (
    <section className="card" data-testid="order">
      <h2 className="card-title">
        {text("diningCart")}
        {order.cartTotal ? <span data-testid="cart-total">{formatAmount(amountOf(order.cartTotal))}</span> : null}
      </h2>
      {cart.length === 0 ? <p className="faint">{text("diningCartEmpty")}</p> : null}
      {cart.map((line) => (
        <Row key={line.lineId} line={line} onTakeOut={removal(line)} />
      ))}
      {isAhead ? <p className="faint">{text("diningAheadHint")}</p> : null}
      {cart.length > 0 && !isAhead ? (
        <Button block color="primary" size="large" loading={isBusy} onClick={send} data-testid="send-order">
          {text("diningSend")}
        </Button>
      ) : null}
      {sent.length > 0 ? <h2 className="card-title dining-sent">{text("diningSent")}</h2> : null}
      {sent.map((line) => (
        <Row key={line.lineId} line={line} onTakeOut={isCancellable(line) ? removal(line) : undefined} />
      ))}
    </section>
  );
};
