import { useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { QueueTicket } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import type { Table } from "../../../proto/gen/paywindow/restaurant/v1/table.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import { Loading } from "../ui/loading.tsx";
import { navigate } from "../ui/router.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { Notice, tell } from "./notice.tsx";
import { dining } from "./restaurant-routes.ts";
import { type Act, useAct, useLiveView } from "./use-live-view.ts";
import { WaiterTable } from "./waiter-table.tsx";
import { WaiterTickets } from "./waiter-tickets.tsx";
import "./restaurant.css";

const readFloor = async (storeId: string) => {
  const [store, menu, { tables = [] }, { tickets = [] }] = await Promise.all([
    call(dining.getStore, { storeId }),
    call(dining.getMenu, { storeId }),
    call(dining.listTables, { storeId }),
    call(dining.listTickets, { storeId }),
  ]);
  return { store, menu, tables, tickets };
};
type Floor = Awaited<ReturnType<typeof readFloor>>;

const isFree = ({ orderId }: Json<Table>): boolean => !orderId;

interface TablesProps {
  floor: Floor;
  chosen: Json<QueueTicket> | undefined;
  onTable(table: Json<Table>): void;
}

const Tables = ({ floor, chosen, onTable }: TablesProps) => {
  const text = useText();
  const nameOf = useName();
  const party = chosen?.partySize ?? 0;
  const fits = ({ minParty = 0, maxParty = 0 }: Json<Table>) => party === 0 || (minParty <= party && party <= maxParty);
  return (
    <section className="card" data-testid="waiter-tables">
      <h2 className="card-title">
        {chosen ? text("waiterWhere", { number: chosen.ticketNumber ?? "" }) : text("waiterTables")}
      </h2>
      <div className="dining-tables">
        {floor.tables.map((table) => (
          <button
            key={table.tableId}
            type="button"
            className="dining-table"
            data-table={table.tableNumber}
            data-free={isFree(table)}
            disabled={chosen !== undefined && (!isFree(table) || !fits(table))}
            onClick={() => onTable(table)}
          >
            <strong>{table.tableNumber}</strong>
            <span>
              {table.minParty}–{table.maxParty}
            </span>
            <span>{nameOf(floor.store.areas?.find(({ areaId }) => areaId === table.areaId) ?? {})}</span>
          </button>
        ))}
      </div>
    </section>
  );
};

/** What a tap on a table does: seats the chosen party, opens the table's order, or says what is missing. */
const useTables = (act: Act) => {
  const text = useText();
  const [chosen, choose] = useState<Json<QueueTicket>>();
  const [open, setOpen] = useState<Json<Table>>();
  const onTable = (table: Json<Table>): void => {
    if (!isFree(table)) setOpen(table);
    else if (!chosen) tell(text("waiterChooseFirst"));
    else
      void act(async () => {
        await call(dining.seatParty, { tableId: table.tableId ?? "", ticketId: chosen.ticketId ?? "" });
        choose(undefined);
      });
  };
  return { chosen, choose, open, close: () => setOpen(undefined), onTable };
};

const WaiterFloor = ({ principal, storeId }: { principal: Json<Principal>; storeId: string }) => {
  const text = useText();
  const nameOf = useName();
  const { view: floor, look } = useLiveView(() => readFloor(storeId));
  const { act } = useAct(look);
  const { chosen, choose, open, close, onTable } = useTables(act);
  if (!floor) return <Loading />;
  return (
    <main className="dining" data-testid="waiter">
      <TopBar title={text("waiterTitle")} note={nameOf(namesOf(principal))}>
        <button type="button" className="bar-button" onClick={() => navigate("/board")}>
          {text("boardTitle")}
        </button>
      </TopBar>
      <Notice />
      {open ? (
        <WaiterTable key={open.orderId} table={open} menu={floor.menu} onClose={close} />
      ) : (
        <>
          <Tables floor={floor} chosen={chosen} onTable={onTable} />
          <WaiterTickets tickets={floor.tickets} chosen={chosen} act={act} onChoose={choose} />
        </>
      )}
    </main>
  );
};

/** The waiter's pad: tables and the queue. */
const WaiterPage = ({ principal }: { principal: Json<Principal> }) => {
  const [storeId] = principal.storeIds ?? [];
  if (!storeId || !principal.roles?.some((role) => role === "waiter" || role === "manager"))
    return <WrongRole title="diningForStaff" hint="diningForStaffHint" />;
  return <WaiterFloor principal={principal} storeId={storeId} />;
};

export default WaiterPage;
