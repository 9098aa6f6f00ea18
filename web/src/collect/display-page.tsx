import { CheckOutline } from "antd-mobile-icons";
import { useEffect, useState } from "react";
import { stored } from "../api/stored.ts";
import { QrPicture } from "../barcode/barcode-picture.tsx";
import { useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { DESK_KEY_PREFIX } from "./desk-key.ts";
import { type DeskState, isPaid } from "./desk-state.ts";
import "./collect.css";

/** The desk of this machine whose window this is; it is followed through the browser's storage, so it needs no session of its own. */
const useDeskState = (): DeskState | undefined => {
  const key = `${DESK_KEY_PREFIX}${new URLSearchParams(location.search).get("desk") ?? ""}`;
  const [state, setState] = useState(() => stored<DeskState>(() => localStorage, key).read());
  useEffect(() => {
    const onStorage = (event: StorageEvent) => {
      if (event.key === key) setState(stored<DeskState>(() => localStorage, key).read());
    };
    window.addEventListener("storage", onStorage);
    return () => window.removeEventListener("storage", onStorage);
  }, [key]);
  return state;
};

const Shown = ({ state }: { state: DeskState }) => {
  const text = useText();
  const { screen, amount, trade, phase } = state;
  if (screen === "done" && trade && isPaid(trade)) {
    return (
      <div className="display-paid" data-testid="display-paid">
        <CheckOutline />
        <h1>{text("walletPaidTitle")}</h1>
        <p className="display-amount">{formatAmount(amountOf(trade.paidAmount))}</p>
      </div>
    );
  }
  if (!amount) return <h1>{text("displayWelcome")}</h1>;
  const qrCode = screen === "order" && phase === "following" ? trade?.qrCode : undefined;
  return (
    <>
      <p className="display-amount" data-testid="display-amount">
        {formatAmount(amount)}
      </p>
      {qrCode ? <QrPicture text={qrCode} className="display-qr" /> : null}
      <h1>{text(qrCode ? "collectQrPrompt" : "walletCodeHint")}</h1>
    </>
  );
};

/** The screen that the customer sees (Y9): the amount and the code of the desk beside it. */
const DisplayPage = () => {
  const text = useText();
  const state = useDeskState();
  return (
    <main className="display" data-testid="display" role="status">
      {state ? <Shown state={state} /> : <h1>{text("displayWelcome")}</h1>}
    </main>
  );
};

export default DisplayPage;
