import { Button } from "antd-mobile";
import { useState } from "react";
import type { Menu } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type { Table } from "../../../proto/gen/paywindow/restaurant/v1/table.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { BillCard } from "./bill-card.tsx";
import { MenuList } from "./menu-list.tsx";
import { addToCart, OrderLines } from "./order-lines.tsx";
import { dining } from "./restaurant-routes.ts";
import { useAct, useLiveView } from "./use-live-view.ts";

const readTable = async (orderId: string) => {
  const [order, bill] = await Promise.all([call(dining.getOrder, { orderId }), call(dining.getBill, { orderId })]);
  return { order, bill };
};

interface WaiterTableProps {
  table: Json<Table>;
  menu: Json<Menu>;
  onClose(): void;
}

/** One table on the waiter's pad: its order, its bill, what may be added; cleared when it is paid. */
export const WaiterTable = ({ table, menu, onClose }: WaiterTableProps) => {
  const text = useText();
  const [isAdding, setAdding] = useState(false);
  const { orderId = "", tableId = "" } = table;
  const { view, look } = useLiveView(() => readTable(orderId));
  const { act, isBusy } = useAct(look);
  const clear = () =>
    act(async () => {
      await call(dining.clearTable, { tableId, orderId });
      onClose();
    });
  if (!view) return null;
  const { order, bill } = view;
  return (
    <div data-testid="waiter-table">
      <div className="dining-quantity card">
        <strong>{text("tableNumber", { number: order.tableNumbers?.join(" + ") ?? "" })}</strong>
        <Button onClick={onClose}>{text("back")}</Button>
      </div>
      <OrderLines order={order} act={act} isBusy={isBusy} isStaff />
      {order.total ? (
        <BillCard bill={bill} lines={order.lines ?? []} people={order.partySize ?? 2} act={act} isBusy={isBusy} />
      ) : null}
      <div className="dining-splits">
        <Button size="large" onClick={() => setAdding(!isAdding)} data-testid="waiter-add">
          {text("waiterAdd")}
        </Button>
        <Button size="large" onClick={() => void clear()} data-testid="clear-table">
          {text("waiterClear")}
        </Button>
      </div>
      {isAdding ? <MenuList menu={menu} onAdd={(choice) => void act(() => addToCart(orderId, choice))} /> : null}
    </div>
  );
};
