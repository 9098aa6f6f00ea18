import { Button } from "antd-mobile";
import { useEffect, useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { serverNowMs } from "../api/reachability.ts";
import { QrPicture } from "../barcode/barcode-picture.tsx";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { readScan } from "../scanner/read-scan.ts";
import { useScanGun } from "../scanner/use-scan-gun.ts";
import { ConnectionLine } from "../ui/connection-line.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { jamSetting } from "./machine.ts";
import type { KioskAtWork, KioskState } from "./open-kiosk.ts";
import { useKiosk } from "./use-kiosk.ts";
import "./kiosk.css";

type Shown = ReturnType<typeof useKiosk>;

/** What the machine holds: one press chooses. */
const ItemGrid = ({ kiosk, list, hasFailed, readAgain, state }: Shown) => {
  const text = useText();
  const nameOf = useName();
  if (!list)
    return hasFailed ? (
      <div className="kiosk-body kiosk-middle" role="alert">
        <p>{text("kioskNoList")}</p>
        <Button color="primary" fill="outline" onClick={readAgain}>
          {text("retry")}
        </Button>
      </div>
    ) : null;
  return (
    <section className="kiosk-body" data-testid="kiosk-idle">
      <h2>{text("kioskChoose")}</h2>
      {state.refusal ? (
        <p className="kiosk-bad" role="alert">
          {state.refusal}
        </p>
      ) : null}
      <div className="kiosk-grid">
        {(list.items ?? []).map((item) => (
          <button
            key={item.barcode}
            type="button"
            className="kiosk-item"
            data-barcode={item.barcode}
            disabled={!item.isAvailable}
            onClick={() => kiosk.choose(item.barcode ?? "")}
          >
            <span>{nameOf(item)}</span>
            <strong>{item.isAvailable ? formatAmount(amountOf(item.unitPrice)) : text("kioskSoldOut")}</strong>
          </button>
        ))}
      </div>
    </section>
  );
};

/** How many seconds the payer has left. */
const useSecondsLeft = (untilMs: number): number => {
  const [now, setNow] = useState(serverNowMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNowMs()), 500);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((untilMs - now) / 1_000));
};

/** The code that the payer scans; the gun reads the payer's own code at the same time. */
const PayView = ({ kiosk, state }: { kiosk: KioskAtWork; state: KioskState }) => {
  const text = useText();
  const nameOf = useName();
  const seconds = useSecondsLeft(state.payByMs ?? 0);
  const { vend, refusal, waitsForPayer } = state;
  return (
    <section className="kiosk-body kiosk-middle" data-testid="kiosk-pay" data-qr={vend?.qrCode}>
      <p className="kiosk-name">{nameOf(vend?.item ?? {})}</p>
      <p className="kiosk-amount">{formatAmount(amountOf(vend?.amount))}</p>
      {vend?.qrCode ? <QrPicture text={vend.qrCode} className="kiosk-qr" /> : null}
      <h2 role="status">{text(waitsForPayer ? "tillWaitsForPayer" : "kioskPay")}</h2>
      {refusal ? (
        <p className="kiosk-bad" role="alert" data-testid="kiosk-refusal">
          {refusal}
        </p>
      ) : null}
      <p className="faint">{text("kioskSecondsLeft", { seconds: String(seconds) })}</p>
      <Button size="large" fill="outline" onClick={kiosk.giveUp} data-testid="kiosk-cancel">
        {text("cancel")}
      </Button>
    </section>
  );
};

interface Telling {
  title: TextKey;
  hint: TextKey;
  tone: "wait" | "good" | "bad";
}

const ENDS: Readonly<Record<string, Telling>> = {
  VEND_STATE_PAID: { title: "kioskVending", hint: "kioskVendingHint", tone: "wait" },
  VEND_STATE_VENDING: { title: "kioskVending", hint: "kioskVendingHint", tone: "wait" },
  VEND_STATE_VENDED: { title: "kioskVended", hint: "kioskVendedHint", tone: "good" },
  VEND_STATE_FAILED: { title: "kioskFailed", hint: "kioskFailedHint", tone: "bad" },
  VEND_STATE_REFUNDED: { title: "kioskRefunded", hint: "kioskRefundedHint", tone: "bad" },
  VEND_STATE_CLOSED: { title: "kioskClosed", hint: "kioskClosedHint", tone: "bad" },
};
const CLOSING: Telling = { title: "kioskClosing", hint: "kioskClosingHint", tone: "wait" };
const BEGINNING: Telling = { title: "kioskBeginning", hint: "collectMoment", tone: "wait" };

const tellingOf = ({ vend, isGivenUp }: KioskState): Telling =>
  ENDS[vend?.state ?? ""] ?? (isGivenUp ? CLOSING : BEGINNING);

/** How far the vend is, and how it ended. */
const Progress = ({ kiosk, state }: { kiosk: KioskAtWork; state: KioskState }) => {
  const text = useText();
  const nameOf = useName();
  const { title, hint, tone } = tellingOf(state);
  const { vend } = state;
  const isOver = ["VEND_STATE_VENDED", "VEND_STATE_REFUNDED", "VEND_STATE_CLOSED"].includes(vend?.state ?? "");
  return (
    <section className="kiosk-body kiosk-middle" role="status" data-testid="kiosk-progress" data-state={vend?.state}>
      {tone === "wait" ? (
        <span className="spinner spinner-large" aria-hidden="true" />
      ) : (
        <span className={`kiosk-mark kiosk-mark-${tone}`} aria-hidden="true">
          {tone === "good" ? "✓" : "!"}
        </span>
      )}
      <h2>{text(title)}</h2>
      <p>{text(hint, { amount: formatAmount(amountOf(vend?.amount)), item: nameOf(vend?.item ?? {}) })}</p>
      {state.isUnheard ? <p className="kiosk-bad">{text("kioskUnheard")}</p> : null}
      {vend?.state === "VEND_STATE_FAILED" || vend?.state === "VEND_STATE_REFUNDED" ? (
        <p className="faint">{text("kioskNumber", { number: state.vendOrderId ?? "" })}</p>
      ) : null}
      {isOver ? (
        <Button size="large" color="primary" onClick={kiosk.clear} data-testid="kiosk-next">
          {text("kioskNext")}
        </Button>
      ) : null}
    </section>
  );
};

/** The demonstration's machine can be made to jam. */
const MachineLine = () => {
  const text = useText();
  const [jams, setJams] = useState(() => jamSetting.read() ?? false);
  const turn = () => {
    jamSetting.write(!jams);
    setJams(!jams);
  };
  return (
    <label className="kiosk-machine">
      <input type="checkbox" checked={jams} onChange={turn} data-testid="kiosk-jams" />
      {text("kioskJams")}
    </label>
  );
};

const Screen = (shown: Shown) => {
  const { kiosk, state } = shown;
  if (!state.vendOrderId) return <ItemGrid {...shown} />;
  if (state.vend?.state === "VEND_STATE_CHOSEN" && !state.isGivenUp) return <PayView kiosk={kiosk} state={state} />;
  return <Progress kiosk={kiosk} state={state} />;
};

const KioskScreen = ({ kioskId, name }: { kioskId: string; name: string }) => {
  const text = useText();
  const shown = useKiosk(kioskId);
  useScanGun((scanned) => {
    const read = readScan("payment-code", scanned);
    if (read.kind === "payment-code") shown.kiosk.scan(read.paymentCode);
  });
  return (
    <main className="kiosk" data-testid="kiosk">
      <TopBar title={text("kioskTitle")} note={name} />
      <div className="kiosk-line">
        <ConnectionLine />
        <MachineLine />
      </div>
      <Screen {...shown} />
    </main>
  );
};

/** A machine that sells by itself (Y7). */
const KioskPage = ({ principal }: { principal: Json<Principal> }) => {
  const nameOf = useName();
  if (!principal.roles?.includes("kiosk")) return <WrongRole title="kioskWrongRole" hint="kioskWrongRoleHint" />;
  return <KioskScreen kioskId={principal.principalId ?? ""} name={nameOf(namesOf(principal))} />;
};

export default KioskPage;
