import { Button } from "antd-mobile";
import { useState } from "react";
import type { Table } from "../../../proto/gen/paywindow/restaurant/v1/table.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import { Loading } from "../ui/loading.tsx";
import { DeskDiscount } from "./desk-discount.tsx";
import { DeskRefunds } from "./desk-refunds.tsx";
import { dining } from "./restaurant-routes.ts";
import { useAct, useLiveView } from "./use-live-view.ts";

const readBill = async (orderId: string) => {
  const [order, bill] = await Promise.all([call(dining.getOrder, { orderId }), call(dining.getBill, { orderId })]);
  return { order, bill };
};

const DeskBill = ({ orderId, onClose }: { orderId: string; onClose(): void }) => {
  const text = useText();
  const { view, look } = useLiveView(() => readBill(orderId));
  const { act, isBusy } = useAct(look);
  if (!view) return <Loading />;
  const { order, bill } = view;
  return (
    <div data-testid="desk-bill" data-paid={bill.paid ?? false}>
      <div className="dining-quantity card">
        <strong>{text("tableNumber", { number: order.tableNumbers?.join(" + ") ?? "" })}</strong>
        <Button onClick={onClose}>{text("back")}</Button>
      </div>
      <DeskDiscount bill={bill} act={act} isBusy={isBusy} />
      <DeskRefunds order={order} bill={bill} act={act} isBusy={isBusy} />
    </div>
  );
};

/** The bills of the tables at which somebody sits: what is taken off one, what is given back of it. */
export const DeskBills = ({ tables }: { tables: readonly Json<Table>[] }) => {
  const text = useText();
  const [orderId, open] = useState("");
  const taken = tables.filter((table) => table.orderId);
  if (orderId) return <DeskBill key={orderId} orderId={orderId} onClose={() => open("")} />;
  return (
    <section className="card">
      <h2 className="card-title">{text("officeBills")}</h2>
      {taken.length === 0 ? <p className="faint">{text("officeNobody")}</p> : null}
      <div className="dining-tables">
        {taken.map((table) => (
          <button
            key={table.tableId}
            type="button"
            className="dining-table"
            data-table={table.tableNumber}
            data-free="false"
            onClick={() => open(table.orderId ?? "")}
          >
            <strong>{table.tableNumber}</strong>
          </button>
        ))}
      </div>
    </section>
  );
};
