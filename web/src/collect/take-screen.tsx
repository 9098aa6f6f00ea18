import { AudioOutline, BillOutline, LeftOutline, PayCircleOutline, ScanCodeOutline } from "antd-mobile-icons";
import { type ReactNode, useState } from "react";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { ScanEntry } from "../scanner/scan-entry.tsx";
import { useBackStep } from "../ui/back-steps.ts";
import { OfflineNote } from "../ui/connection-line.tsx";
import type { DeskState } from "./desk-state.ts";
import { Listener } from "./listener.tsx";
import type { Desk } from "./open-desk.ts";
import { TillTenderSheet } from "./till-tender-sheet.tsx";

interface WayProps {
  name: string;
  title: TextKey;
  hint: TextKey;
  picture: ReactNode;
  onTap(): void;
}

const Way = ({ name, title, hint, picture, onTap }: WayProps) => {
  const text = useText();
  return (
    <button type="button" className="way" onClick={onTap} data-way={name}>
      <span className="way-picture" aria-hidden="true">
        {picture}
      </span>
      <strong>{text(title)}</strong>
      <span className="faint">{text(hint)}</span>
    </button>
  );
};

const Refused = ({ state: { refusal } }: { state: DeskState }) => {
  const text = useText();
  return refusal ? (
    <div className="refusal" role="alert" data-testid="refusal" data-reason={refusal.reason}>
      <strong>
        {text("refusedTitle")} · {refusal.detail || refusal.reason}
      </strong>
      <span>{text("nextFreshCode")}</span>
    </div>
  ) : null;
};

interface WaysProps {
  desk: Desk;
  onListen(): void;
  onRecord(kind: "cash" | "card"): void;
}

/** The ways besides the payer's code. */
const Ways = ({ desk, onListen, onRecord }: WaysProps) => (
  <div className="ways">
    <Way name="qr" title="collectQr" hint="collectQrHint" picture={<ScanCodeOutline />} onTap={desk.showQr} />
    <Way name="sound" title="collectSound" hint="collectSoundHint" picture={<AudioOutline />} onTap={onListen} />
    <Way
      name="cash"
      title="wayCash"
      hint="collectCashHint"
      picture={<PayCircleOutline />}
      onTap={() => onRecord("cash")}
    />
    <Way name="card" title="wayCard" hint="collectCardHint" picture={<BillOutline />} onTap={() => onRecord("card")} />
  </div>
);

/** Any way to take the amount: the payer's code by gun, camera, hand or ear, or a code that the payer scans. */
export const TakeScreen = ({ desk, state }: { desk: Desk; state: DeskState }) => {
  const text = useText();
  const [isListening, setListening] = useState(false);
  const [recording, setRecording] = useState<"cash" | "card">();
  const leave = (): void => desk.act({ type: "amountChanged" });
  useBackStep(true, leave);
  return (
    <section className="collect-body">
      <button type="button" className="collect-back" onClick={leave} data-testid="amount-back">
        <LeftOutline /> {text("collectChangeAmount")}
      </button>
      <p className="collect-amount" data-testid="collect-amount">
        {formatAmount(amountOf(state.amount))}
      </p>
      <Refused state={state} />
      <OfflineNote text="tillOfflineNoCharge" />
      <h2 className="collect-prompt">{text("collectScanPayer")}</h2>
      <ScanEntry label="tillEntryCode" onScan={desk.scan} closesAfterScan />
      <p className="faint collect-or">{text("collectOr")}</p>
      <Ways desk={desk} onListen={() => setListening(!isListening)} onRecord={setRecording} />
      {isListening ? <Listener onCode={desk.hear} /> : null}
      <TillTenderSheet
        kind={recording}
        amount={amountOf(state.amount)}
        onRecord={(details) => recording && desk.record(recording, details)}
        onClose={() => setRecording(undefined)}
      />
    </section>
  );
};
