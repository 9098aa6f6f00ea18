import { Button } from "antd-mobile";
import { QrPicture } from "../barcode/barcode-picture.tsx";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { orderSlip } from "../receipt/receipt-slip.ts";
import { SlipButton } from "../receipt/slip-button.tsx";
import { useBackStep } from "../ui/back-steps.ts";
import { OfflineNote } from "../ui/connection-line.tsx";
import type { DeskState } from "./desk-state.ts";
import type { Desk } from "./open-desk.ts";

interface Telling {
  title: TextKey;
  hint: TextKey;
}

const tellingOf = ({ phase, trade, unanswered }: DeskState): Telling => {
  if (phase === "givingUp") return { title: "tillGivingUp", hint: "tillGivingUpHint" };
  if (unanswered > 0) return { title: "tillAsking", hint: "tillAskingHint" };
  if (trade?.wait === "TRADE_WAIT_PAYER_PASSWORD") return { title: "tillWaitsForPayer", hint: "tillWaitsForPayerHint" };
  if (trade?.wait === "TRADE_WAIT_CHANNEL") return { title: "tillWaitsForChannel", hint: "tillWaitsForChannelHint" };
  return { title: "tillCharging", hint: "collectMoment" };
};

/** What is done about an order that is out: asking now, and giving up. */
const Actions = ({ desk, state, giveUp }: { desk: Desk; state: DeskState; giveUp: TextKey }) => {
  const text = useText();
  const hasWaited = state.unanswered > 0 || state.trade !== undefined;
  if (!hasWaited) return null;
  return (
    <div className="order-actions">
      {state.unanswered > 0 ? (
        <Button size="large" color="primary" fill="outline" onClick={desk.resume}>
          {text("tillAskNow")}
        </Button>
      ) : null}
      {state.phase === "givingUp" ? null : (
        <Button size="large" fill="none" onClick={desk.giveUp} data-testid="give-up">
          {text(giveUp)}
        </Button>
      )}
    </div>
  );
};

/** The code and the amount, as large as a payer across the counter needs them (Y1, Y9). */
const QrView = ({ desk, state, qrCode }: { desk: Desk; state: DeskState; qrCode: string }) => {
  const text = useText();
  const isSeen = state.trade?.scanTime !== undefined;
  return (
    <section className="collect-body order" data-testid="order" data-qr={qrCode}>
      <p className="order-amount">{formatAmount(amountOf(state.amount))}</p>
      <div className="order-qr">
        <QrPicture text={qrCode} className="order-qr-picture" />
      </div>
      <h2 role="status" data-testid="qr-seen" data-seen={isSeen}>
        {text(isSeen ? "collectQrSeen" : "collectQrPrompt")}
      </h2>
      <OfflineNote text="tillAskingOffline" />
      <SlipButton slipOf={(words) => orderSlip(state.trade ?? {}, words)} widthMm={58} />
      <Actions desk={desk} state={state} giveUp="collectCancelQr" />
    </section>
  );
};

/** An order is out; nothing else can be done until its end is known. */
export const OrderScreen = ({ desk, state }: { desk: Desk; state: DeskState }) => {
  const text = useText();
  useBackStep(true, () => {});
  const qrCode = state.trade?.qrCode;
  if (qrCode && state.phase === "following") return <QrView desk={desk} state={state} qrCode={qrCode} />;
  const { title, hint } = tellingOf(state);
  return (
    <section className="collect-body order" role="status" data-testid="order">
      <p className="order-amount">{formatAmount(amountOf(state.amount))}</p>
      <span className="spinner spinner-large" aria-hidden="true" />
      <h2 data-testid="order-title">{text(title)}</h2>
      <p>{text(hint)}</p>
      <OfflineNote text="tillAskingOffline" />
      <Actions desk={desk} state={state} giveUp="tillGiveUp" />
    </section>
  );
};
