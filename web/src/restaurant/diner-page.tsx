import { Button, Stepper } from "antd-mobile";
import { useEffect, useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import { Loading } from "../ui/loading.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { BillCard } from "./bill-card.tsx";
import { MenuList } from "./menu-list.tsx";
import { Notice } from "./notice.tsx";
import { addToCart, OrderLines } from "./order-lines.tsx";
import { type DinerView, readDiner, tableOfAddress } from "./read-diner.ts";
import { dining, taskOfAddress } from "./restaurant-routes.ts";
import { TakeTicket, TicketCard } from "./ticket-card.tsx";
import { type Act, useAct, useLiveView } from "./use-live-view.ts";
import "./restaurant.css";

interface PartProps {
  view: DinerView;
  act: Act;
  isBusy: boolean;
}

/** At a free table: how many sit down. */
const SitDown = ({ act, isBusy, qrCode }: Pick<PartProps, "act" | "isBusy"> & { qrCode: string }) => {
  const text = useText();
  const [partySize, setPartySize] = useState(2);
  return (
    <section className="card" data-testid="sit-down">
      <h2 className="card-title">{text("tableSitDown")}</h2>
      <div className="dining-quantity">
        <span>{text("queuePeople")}</span>
        <Stepper min={1} max={30} value={partySize} onChange={(value) => setPartySize(value ?? 1)} />
      </div>
      <Button
        block
        color="primary"
        size="large"
        loading={isBusy}
        onClick={() => void act(() => call(dining.openTable, { qrCode, partySize }))}
        data-testid="open-table"
      >
        {text("tableOpen")}
      </Button>
    </section>
  );
};

type Tab = "menu" | "order" | "bill";

/** Who comes to pay sees the bill first. */
const firstTab = (): Tab => (taskOfAddress() === "bill" ? "bill" : "menu");

const Ordering = ({ view, act, isBusy, userId }: PartProps & { userId: string }) => {
  const text = useText();
  const [tab, setTab] = useState<Tab>(firstTab);
  const { order, menu, bill } = view;
  if (!order) return null;
  const inCart = (order.lines ?? []).filter(({ state }) => state === "LINE_STATE_CART").length;
  const people = order.partySize || order.diners?.length || 2;
  const tabs = [
    ["menu", text("tabMenu")],
    ["order", `${text("tabOrder")}${inCart ? ` (${inCart})` : ""}`],
    ["bill", text("tabBill")],
  ] as const;
  return (
    <>
      <nav className="dining-tabs">
        {tabs.map(([name, label]) => (
          <button key={name} type="button" aria-pressed={tab === name} data-tab={name} onClick={() => setTab(name)}>
            {label}
          </button>
        ))}
      </nav>
      {tab === "menu" ? (
        <MenuList menu={menu} onAdd={(choice) => void act(() => addToCart(order.orderId ?? "", choice))} />
      ) : null}
      {tab === "order" ? <OrderLines order={order} act={act} isBusy={isBusy} /> : null}
      {tab === "bill" && bill ? (
        <BillCard bill={bill} lines={order.lines ?? []} people={people} act={act} isBusy={isBusy} userId={userId} />
      ) : null}
      {tab === "bill" && !bill ? <p className="card faint">{text("billNothing")}</p> : null}
    </>
  );
};

const Parts = (props: PartProps & { userId: string }) => {
  const { view, act, isBusy } = props;
  const qrCode = tableOfAddress();
  const { ticket, order } = view;
  if (qrCode && !order) return <SitDown act={act} isBusy={isBusy} qrCode={qrCode} />;
  return (
    <>
      {!ticket && !order ? <TakeTicket act={act} isBusy={isBusy} /> : null}
      {ticket ? <TicketCard ticket={ticket} act={act} isBusy={isBusy} /> : null}
      <Ordering {...props} />
    </>
  );
};

/** Who waits, and came to order, orders ahead: the menu is there without another tap. */
const useOrderingAhead = (view: DinerView | undefined, act: Act): void => {
  const ticketId = taskOfAddress() === "order" && !view?.order && !view?.ticket?.orderId ? view?.ticket?.ticketId : "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per ticket
  useEffect(() => {
    if (ticketId) void act(() => call(dining.orderAhead, { ticketId }));
  }, [ticketId]);
};

/** The diner's page: a place in the queue, what is ordered ahead, the table's one cart, and the bill. */
const DinerPage = ({ principal }: { principal: Json<Principal> }) => {
  const text = useText();
  const nameOf = useName();
  const { view, look } = useLiveView(readDiner);
  const { act, isBusy } = useAct(look);
  useOrderingAhead(view, act);
  if (principal.kind !== "PRINCIPAL_KIND_USER") return <WrongRole title="diningForDiners" hint="diningForDinersHint" />;
  if (!view) return <Loading />;
  const tables = view.order?.tableNumbers?.join(" + ");
  return (
    <main className="dining" data-testid="diner" data-ready="true">
      <TopBar title={nameOf(view.store)} note={nameOf(namesOf(principal))} />
      <Notice />
      {tables ? <p className="dining-place">{text("tableNumber", { number: tables })}</p> : null}
      <Parts view={view} act={act} isBusy={isBusy} userId={principal.principalId ?? ""} />
    </main>
  );
};

export default DinerPage;
