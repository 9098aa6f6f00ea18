import { ScanCodeOutline } from "antd-mobile-icons";
import { useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { useScanGun } from "../scanner/use-scan-gun.ts";
import { ConnectionLine } from "../ui/connection-line.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { DeskScreen, useEndSound } from "./desk-screen.tsx";
import { StaticQrSheet } from "./static-qr-sheet.tsx";
import { TodaySheet } from "./today-sheet.tsx";
import { type Collector, deskName, useDesk } from "./use-desk.ts";
import { wayText } from "./way-words.ts";
import "./collect.css";

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
      <DeskScreen desk={desk} state={state} />
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
