import { Button } from "antd-mobile";
import { useEffect, useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { KitchenItem } from "../../../proto/gen/paywindow/restaurant/v1/kitchen.ts";
import type { Store } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type { Json } from "../api/json.ts";
import { serverNowMs } from "../api/reachability.ts";
import { call } from "../api/session.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { Loading } from "../ui/loading.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { stageKey } from "./dining-words.ts";
import { Notice } from "./notice.tsx";
import { dining } from "./restaurant-routes.ts";
import { type Act, useAct, useLiveView } from "./use-live-view.ts";
import "./restaurant.css";

type Item = Json<KitchenItem>;

const MINUTE_MS = 60_000;
/** A dish that waits so long is shown as late. */
const LATE_MINUTES = 15;
const TICK_MS = 10_000;

const minutesSince = (time: string | undefined): number =>
  time ? Math.max(0, Math.floor((serverNowMs() - Date.parse(time)) / MINUTE_MS)) : 0;

/** Lets the timers on the screen go on. */
const useTicking = (): void => {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
};

const Changes = ({ item, act }: { item: Item; act: Act }) => {
  const text = useText();
  const { itemId = "", changes = [], changeCount: seenChanges = 0 } = item;
  if (changes.length === 0) return null;
  return (
    <div className="kitchen-changes" data-testid="changes">
      {changes.map((change) => (
        <p key={change.changeTime}>
          {change.quantityBefore} → {change.quantityAfter ?? 0} {change.noteAfter}
        </p>
      ))}
      <Button onClick={() => void act(() => call(dining.acknowledgeChanges, { itemId, seenChanges }))}>
        {text("kitchenSeen")}
      </Button>
    </div>
  );
};

const NEXT: Readonly<Record<string, "kitchenStart" | "kitchenReady" | "kitchenServed">> = {
  KITCHEN_STAGE_NEW: "kitchenStart",
  KITCHEN_STAGE_PREPARING: "kitchenReady",
  KITCHEN_STAGE_READY: "kitchenServed",
};

/** A dish moves on, or back; the call says from where, so that two taps move it once. */
const Moves = ({ item, act }: { item: Item; act: Act }) => {
  const text = useText();
  const { itemId = "", stage = "KITCHEN_STAGE_UNSPECIFIED" } = item;
  const next = NEXT[stage];
  const move = (route: typeof dining.bumpItem | typeof dining.recallItem) => () =>
    void act(() => call(route, { itemId, fromStage: stage }));
  const canGoBack = stage !== "KITCHEN_STAGE_NEW" && stage !== "KITCHEN_STAGE_CANCELLED";
  return (
    <div className="dining-splits">
      {next ? (
        <Button color="primary" size="large" data-testid="bump" onClick={move(dining.bumpItem)}>
          {text(next)}
        </Button>
      ) : null}
      {canGoBack ? (
        <Button size="large" data-testid="recall" onClick={move(dining.recallItem)}>
          {text("kitchenRecall")}
        </Button>
      ) : null}
    </div>
  );
};

const ItemCard = ({ item, act }: { item: Item; act: Act }) => {
  const text = useText();
  const nameOf = useName();
  const { itemId, stage } = item;
  const minutes = minutesSince(item.sendTime);
  const details = [...(item.options ?? []).map(nameOf), item.note].filter(Boolean).join(" · ");
  return (
    <section className="card kitchen-item" data-item={itemId} data-stage={stage} data-late={minutes >= LATE_MINUTES}>
      <h2 className="card-title">
        <span>
          {nameOf({ name: item.dishName, nameEn: item.dishNameEn })} ×{item.quantity ?? 0}
        </span>
        <span className="faint">{text("kitchenMinutes", { minutes })}</span>
      </h2>
      <p>
        <strong>{item.tableNumbers?.join(" + ")}</strong> · #{item.sendNumber} · {text(stageKey(stage))}
      </p>
      {details ? <p className="kitchen-note">{details}</p> : null}
      <Changes item={item} act={act} />
      <Moves item={item} act={act} />
    </section>
  );
};

const Stations = ({ store, chosen, onChoose }: { store: Json<Store>; chosen: string; onChoose(id: string): void }) => {
  const text = useText();
  const nameOf = useName();
  const all = [{ stationId: "", name: text("kitchenAll"), nameEn: text("kitchenAll") }, ...(store.stations ?? [])];
  return (
    <nav className="dining-tabs">
      {all.map((station) => (
        <button
          key={station.stationId}
          type="button"
          aria-pressed={chosen === (station.stationId ?? "")}
          data-station={station.stationId}
          onClick={() => onChoose(station.stationId ?? "")}
        >
          {nameOf(station)}
        </button>
      ))}
    </nav>
  );
};

const readKitchen = async (storeId: string, stationId: string) => {
  const [store, list] = await Promise.all([
    call(dining.getStore, { storeId }),
    call(dining.listKitchenItems, { storeId, stationId }),
  ]);
  return { store, items: list.items ?? [], served: list.served ?? [], averageS: list.averageS ?? 0 };
};

const Kitchen = ({ storeId }: { storeId: string }) => {
  const text = useText();
  const [station, setStation] = useState("");
  const { view, look } = useLiveView(() => readKitchen(storeId, station));
  const { act } = useAct(look);
  useTicking();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another station is another question
  useEffect(() => void look(), [station, look]);
  if (!view) return <Loading />;
  const average = text("kitchenAverage", { minutes: Math.round(view.averageS / 60) });
  return (
    <main className="dining kitchen" data-testid="kitchen">
      <TopBar title={text("kitchenTitle")} note={view.averageS > 0 ? average : ""} />
      <Notice />
      <Stations store={view.store} chosen={station} onChoose={setStation} />
      {view.items.length === 0 ? <p className="card faint">{text("kitchenNothing")}</p> : null}
      <div className="kitchen-items">
        {view.items.map((item) => (
          <ItemCard key={item.itemId} item={item} act={act} />
        ))}
      </div>
      {view.served.length > 0 ? <h2 className="kitchen-served">{text("kitchenServedTitle")}</h2> : null}
      <div className="kitchen-items">
        {view.served.map((item) => (
          <ItemCard key={item.itemId} item={item} act={act} />
        ))}
      </div>
    </main>
  );
};

const ROLES = new Set(["cook", "waiter", "manager"]);

/** The kitchen's screen (V21): what each station makes, how long it waits, and what changed. */
const KitchenPage = ({ principal }: { principal: Json<Principal> }) => {
  const [storeId] = principal.storeIds ?? [];
  if (!storeId || !principal.roles?.some((role) => ROLES.has(role)))
    return <WrongRole title="diningForStaff" hint="diningForStaffHint" />;
  return <Kitchen storeId={storeId} />;
};

export default KitchenPage;
