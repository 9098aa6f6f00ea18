import { useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { Loading } from "../ui/loading.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { DeskBills } from "./desk-bills.tsx";
import { DeskDishes } from "./desk-dishes.tsx";
import { DeskQueue } from "./desk-queue.tsx";
import { Notice } from "./notice.tsx";
import { dining } from "./restaurant-routes.ts";
import { useAct, useLiveView } from "./use-live-view.ts";
import "./restaurant.css";

const readDesk = async (storeId: string) => {
  const [store, menu, { tables = [] }] = await Promise.all([
    call(dining.getStore, { storeId }),
    call(dining.getMenu, { storeId }),
    call(dining.listTables, { storeId }),
  ]);
  return { store, menu, tables };
};

const TABS = [
  ["bills", "officeBills"],
  ["dishes", "officeDishes"],
  ["queue", "officeQueue"],
] as const satisfies readonly (readonly [string, TextKey])[];
type Tab = (typeof TABS)[number][0];

const Desk = ({ principal, storeId }: { principal: Json<Principal>; storeId: string }) => {
  const text = useText();
  const nameOf = useName();
  const [tab, setTab] = useState<Tab>("bills");
  const { view, look } = useLiveView(() => readDesk(storeId));
  const { act, isBusy } = useAct(look);
  if (!view) return <Loading />;
  return (
    <main className="dining" data-testid="restaurant-desk">
      <TopBar title={text("officeTitle")} note={nameOf(namesOf(principal))} />
      <Notice />
      <p className="dining-place">{nameOf(view.store)}</p>
      <nav className="dining-tabs">
        {TABS.map(([name, label]) => (
          <button key={name} type="button" aria-pressed={tab === name} data-tab={name} onClick={() => setTab(name)}>
            {text(label)}
          </button>
        ))}
      </nav>
      {tab === "bills" ? <DeskBills tables={view.tables} /> : null}
      {tab === "dishes" ? <DeskDishes menu={view.menu} act={act} isBusy={isBusy} /> : null}
      {tab === "queue" ? <DeskQueue store={view.store} act={act} isBusy={isBusy} /> : null}
    </main>
  );
};

/** The manager's page of the restaurant: what is taken off a bill or given back of it, what is sold out, how the queue is run. */
const DeskPage = ({ principal }: { principal: Json<Principal> }) => {
  const [storeId] = principal.storeIds ?? [];
  if (!storeId || !principal.roles?.includes("manager"))
    return <WrongRole title="officeForManagers" hint="officeForManagersHint" />;
  return <Desk principal={principal} storeId={storeId} />;
};

export default DeskPage;
