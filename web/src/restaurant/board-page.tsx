import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Board } from "../../../proto/gen/paywindow/restaurant/v1/queue.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { QrPicture } from "../barcode/barcode-picture.tsx";
import { useName, useText } from "../i18n/use-text.ts";
import { Loading } from "../ui/loading.tsx";
import { LanguageSwitch } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { dining } from "./restaurant-routes.ts";
import { useLiveView } from "./use-live-view.ts";
import "./restaurant.css";

const letterOf = (queueClass: string | undefined): string => queueClass?.at(-1) ?? "";

const Queues = ({ board }: { board: Json<Board> }) => {
  const text = useText();
  return (
    <section className="card board-queues">
      {board.classes?.map(({ queueClass, waitingParties = 0, waitMinMinutes: from = 0, waitMaxMinutes: to = 0 }) => (
        <p key={queueClass}>
          <strong>{letterOf(queueClass)}</strong> {text("boardWaiting", { count: waitingParties })}
          <br />
          <span className="faint">{text("queueWait", { from, to })}</span>
        </p>
      ))}
    </section>
  );
};

const Ready = ({ board }: { board: Json<Board> }) => {
  const text = useText();
  const nameOf = useName();
  if (!board.readyDishes?.length) return null;
  return (
    <section className="card" data-testid="board-ready">
      <h2 className="card-title">{text("boardReady")}</h2>
      {board.readyDishes.map((dish) => (
        <p key={`${dish.tableNumber} ${dish.dishName} ${dish.readyTime}`} className="board-ready">
          <strong>{dish.tableNumber}</strong> {nameOf({ name: dish.dishName, nameEn: dish.dishNameEn })} ×
          {dish.quantity}
        </p>
      ))}
    </section>
  );
};

const Shown = ({ storeId }: { storeId: string }) => {
  const text = useText();
  const nameOf = useName();
  const { view: board } = useLiveView(() => call(dining.getBoard, { storeId }));
  if (!board) return <Loading />;
  const door = `${location.origin}/restaurant?door=${encodeURIComponent(board.doorCode ?? "")}`;
  return (
    <main className="dining board" data-testid="board">
      <header className="top-bar">
        <div className="top-bar-title">
          <h1>{nameOf({ name: board.storeName, nameEn: board.storeNameEn })}</h1>
        </div>
        <LanguageSwitch />
      </header>
      <section className="card" data-testid="board-called">
        <h2 className="card-title">{text("boardCalled")}</h2>
        <p className="board-numbers">
          {board.called?.length ? board.called.map(({ ticketNumber }) => ticketNumber).join("  ") : "—"}
        </p>
        {board.pooled?.length ? (
          <p className="faint">
            {text("boardPooled", { numbers: board.pooled.map(({ ticketNumber }) => ticketNumber).join(" ") })}
          </p>
        ) : null}
      </section>
      <Ready board={board} />
      <Queues board={board} />
      <section className="card board-door">
        <QrPicture text={door} className="display-qr" />
        <p>{text("boardScan")}</p>
      </section>
    </main>
  );
};

const ROLES = new Set(["cook", "waiter", "manager"]);

/** The screen of the waiting room: numbers that are called, dishes to be fetched, how long others wait; nobody's name. */
const BoardPage = ({ principal }: { principal: Json<Principal> }) => {
  const [storeId] = principal.storeIds ?? [];
  if (!storeId || !principal.roles?.some((role) => ROLES.has(role)))
    return <WrongRole title="diningForStaff" hint="diningForStaffHint" />;
  return <Shown storeId={storeId} />;
};

export default BoardPage;
