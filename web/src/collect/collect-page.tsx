import { ScanCodeOutline } from "antd-mobile-icons";
import { useEffect, useRef, useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { useScanGun } from "../scanner/use-scan-gun.ts";
import { ConnectionLine } from "../ui/connection-line.tsx";
import { feel } from "../ui/feedback.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { AmountScreen } from "./amount-screen.tsx";
import type { DeskState } from "./desk-state.ts";
import { isPaid } from "./desk-state.ts";
import { DoneScreen } from "./done-screen.tsx";
import type { Desk } from "./open-desk.ts";
import { OrderScreen } from "./order-screen.tsx";
import { StaticQrSheet } from "./static-qr-sheet.tsx";
import { TakeScreen } from "./take-screen.tsx";
import { TodaySheet } from "./today-sheet.tsx";
import { type Collector, deskName, useDesk } from "./use-desk.ts";
import { wayText } from "./way-words.ts";
import "./collect.css";

/** The end of an order is heard, once. */
const useEndSound = ({ screen, trade }: DeskState): void => {
  const before = useRef(screen);
  const paid = trade !== undefined && isPaid(trade);
  useEffect(() => {
    if (before.current === "order" && screen !== "order") feel(screen === "done" && paid ? "paid" : "bad");
    before.current = screen;
  }, [screen, paid]);
};

/** Money that came in by itself: a payer has scanned the store's own code. */
const Arrival = ({ trade }: { trade: Json<Trade> | undefined }) => {
  const text = useText();
  const way = trade && wayText(trade);
  return (
    <div aria-live="polite">
      {trade ? (
        <p className="collect-arrival" data-testid="arrival">
          {text("collectArrived", {
            amount: formatAmount(amountOf(trade.paidAmount)),
            name: trade.payerDisplayName ?? "",
          })}
          {way ? ` · ${text(way)}` : null}
        </p>
      ) : null}
    </div>
  );
};

const Screen = ({ desk, state }: { desk: Desk; state: DeskState }) => {
  switch (state.screen) {
    case "amount":
      return <AmountScreen desk={desk} state={state} />;
    case "take":
      return <TakeScreen desk={desk} state={state} />;
    case "order":
      return <OrderScreen desk={desk} state={state} />;
    case "done":
      return <DoneScreen desk={desk} state={state} />;
  }
};

/** A window for the screen that the customer sees (Y9): it knows nothing of who is signed in here. */
const openDisplay = (who: Collector): void => {
  window.open(`/display?desk=${encodeURIComponent(deskName(who))}`, "_blank", "noopener");
};

const CollectDesk = ({ who, name }: { who: Collector; name: string }) => {
  const text = useText();
  const { desk, state, notice, arrival } = useDesk(who);
  const [isPosterOpen, setPosterOpen] = useState(false);
  const [isTodayOpen, setTodayOpen] = useState(false);
  useScanGun(desk.scan);
  useEndSound(state);
  return (
    <main className="collect" data-testid="collect" data-screen={state.screen}>
      <TopBar title={text("collectTitle")} note={name} />
      <div className="collect-line">
        <ConnectionLine />
        <button type="button" className="collect-tool" onClick={() => setTodayOpen(true)} data-testid="open-today">
          {text("todayTitle")}
        </button>
        <button type="button" className="collect-tool" onClick={() => openDisplay(who)} data-testid="open-display">
          {text("collectDisplay")}
        </button>
        <button type="button" className="collect-tool" onClick={() => setPosterOpen(true)} data-testid="open-static-qr">
          <ScanCodeOutline /> {text("collectStaticQr")}
        </button>
      </div>
      <Arrival trade={arrival} />
      <Screen desk={desk} state={state} />
      <div aria-live="polite">
        {notice ? <p className={`collect-notice collect-${notice.tone}`}>{text(notice.text)}</p> : null}
      </div>
      <TodaySheet who={who} isOpen={isTodayOpen} onClose={() => setTodayOpen(false)} />
      <StaticQrSheet who={who} isOpen={isPosterOpen} onClose={() => setPosterOpen(false)} />
    </main>
  );
};

/** A small merchant's desk: an amount, and any way to take it. */
const CollectPage = ({ principal }: { principal: Json<Principal> }) => {
  const nameOf = useName();
  const { merchantId = "", principalId: staffId = "", kind } = principal;
  const storeId = principal.storeIds?.[0];
  if (kind !== "PRINCIPAL_KIND_STAFF" || !storeId) return <WrongRole title="tillWrongRole" hint="tillWrongRoleHint" />;
  return <CollectDesk who={{ merchantId, storeId, staffId }} name={nameOf(namesOf(principal))} />;
};

export default CollectPage;
