import { useEffect, useRef, useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import { useScanGun } from "../scanner/use-scan-gun.ts";
import { useBackStep } from "../ui/back-steps.ts";
import { ConnectionLine } from "../ui/connection-line.tsx";
import { feel } from "../ui/feedback.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { ChargingScreen } from "./charging-screen.tsx";
import { ItemsScreen } from "./items-screen.tsx";
import { NoticeBar } from "./notice-bar.tsx";
import { OfflineBar } from "./offline/offline-bar.tsx";
import { SoldScreen } from "./offline/sold-screen.tsx";
import { useOffline } from "./offline/use-offline.ts";
import type { Till } from "./open-till.ts";
import { PaidScreen } from "./paid-screen.tsx";
import { SaveMark } from "./save-mark.tsx";
import { TenderScreen } from "./tender-screen.tsx";
import type { Screen } from "./till-state.ts";
import { useTill } from "./use-till.ts";
import "./till.css";

/** The end of a sale is heard, once. */
const useEndSound = (screen: Screen): void => {
  const before = useRef(screen);
  useEffect(() => {
    if (before.current === "charging" && screen !== "charging") feel(screen === "paid" ? "paid" : "bad");
    else if (before.current !== screen && screen === "sold") feel("paid");
    before.current = screen;
  }, [screen]);
};

/** How long a new view ignores fingers: the second tap of a double tap was meant for the view before. */
const SETTLE_MS = 500;

/** Whether the view has just changed. Scans count at once: a gun does not tap twice. */
const useSettling = (screen: Screen): boolean => {
  const [settled, setSettled] = useState(screen);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(screen), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [screen]);
  return settled !== screen;
};

/** Back leads from the tender to the basket, and nowhere while an attempt is out. */
const useBackButton = (till: Till, screen: Screen): void => {
  useBackStep(screen === "tender" || screen === "charging", () => till.act({ type: "tenderLeft" }));
};

interface TillViewProps {
  storeId: string;
  staffId: string;
  cashierName: string;
}

const TillView = ({ storeId, staffId, cashierName }: TillViewProps) => {
  const text = useText();
  const { till, state, saved, notice, tillId } = useTill(storeId, staffId);
  const offline = useOffline(storeId);
  const sale = offline.sales.find(({ basketId }) => basketId === state.basketId);
  useScanGun((scanned) => void till.scan(scanned));
  useEndSound(state.screen);
  useBackButton(till, state.screen);
  const isSettling = useSettling(state.screen);
  return (
    <main
      className={`till till-${state.screen} ${isSettling ? "till-settling" : ""}`}
      data-testid="till"
      data-screen={state.screen}
    >
      <TopBar title={text("tillTitle")} note={cashierName} />
      <div className="till-line">
        <ConnectionLine />
        <span className="till-number">{text("tillNumber", { id: tillId })}</span>
        <SaveMark saved={saved} isEmpty={state.lines.length === 0} />
      </div>
      <OfflineBar {...offline} />
      <NoticeBar notice={notice} />
      {state.screen === "items" ? <ItemsScreen till={till} state={state} storeId={storeId} /> : null}
      {state.screen === "tender" ? <TenderScreen till={till} state={state} /> : null}
      {state.screen === "charging" ? <ChargingScreen till={till} state={state} /> : null}
      {state.screen === "paid" ? <PaidScreen till={till} state={state} cashierName={cashierName} /> : null}
      {state.screen === "sold" ? <SoldScreen till={till} sale={sale} /> : null}
    </main>
  );
};

/** A cashier's till: rings up, takes the payment, gives the receipt. */
const TillPage = ({ principal }: { principal: Json<Principal> }) => {
  const nameOf = useName();
  const storeId = principal.storeIds?.[0];
  const isStaff = principal.kind === "PRINCIPAL_KIND_STAFF";
  if (!isStaff || !storeId) return <WrongRole title="tillWrongRole" hint="tillWrongRoleHint" />;
  return <TillView storeId={storeId} staffId={principal.principalId ?? ""} cashierName={nameOf(namesOf(principal))} />;
};

export default TillPage;
