import { Button } from "antd-mobile";
import type { ReactNode } from "react";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { formatAmount } from "../money/amount.ts";
import { OfflineNote } from "../ui/connection-line.tsx";
import { payableOf } from "./benefits.ts";
import type { Till } from "./open-till.ts";
import type { TillState, Waiting } from "./till-state.ts";

const AskNow = ({ till }: { till: Till }) => {
  const text = useText();
  return (
    <Button size="large" color="primary" fill="outline" onClick={till.resume}>
      {text("tillAskNow")}
    </Button>
  );
};

/** No answer came: the till keeps asking with the same key, and says so. */
const Asking = ({ till, unanswered }: { till: Till; unanswered: number }) => {
  const text = useText();
  return (
    <>
      <h2>{text("tillAsking")}</h2>
      <p>{text("tillAskingHint")}</p>
      <OfflineNote text="tillAskingOffline" />
      <p className="faint">{text("tillAskingTries", { count: unanswered })}</p>
      <AskNow till={till} />
    </>
  );
};

const WAITING_TEXTS: Record<Waiting["waitsFor"], { title: TextKey; hint: TextKey }> = {
  PAYER: { title: "tillWaitsForPayer", hint: "tillWaitsForPayerHint" },
  CHANNEL: { title: "tillWaitsForChannel", hint: "tillWaitsForChannelHint" },
};

/** The payer, or a channel, is at it. Who does not want to wait has it taken back; how that ends is the platform's word. */
const Awaiting = ({ till, state, waitsFor }: { till: Till; state: TillState; waitsFor: Waiting["waitsFor"] }) => {
  const text = useText();
  const { title, hint } = WAITING_TEXTS[waitsFor];
  if (state.isGivenUp) {
    return (
      <>
        <h2>{text("tillGivingUp")}</h2>
        <p>{text("tillGivingUpHint")}</p>
      </>
    );
  }
  return (
    <>
      <h2 data-testid="waiting" data-waits-for={waitsFor}>
        {text(title)}
      </h2>
      <p>{text(hint)}</p>
      <AskNow till={till} />
      <Button size="large" fill="none" onClick={till.giveUp} data-testid="give-up">
        {text("tillGiveUp")}
      </Button>
    </>
  );
};

const bodyOf = (till: Till, state: TillState, title: ReactNode): ReactNode => {
  if (state.unanswered > 0) return <Asking till={till} unanswered={state.unanswered} />;
  if (state.waiting) return <Awaiting till={till} state={state} waitsFor={state.waiting.waitsFor} />;
  return title;
};

/** An attempt is out; nothing else can be done until its end is known. */
export const ChargingScreen = ({ till, state }: { till: Till; state: TillState }) => {
  const text = useText();
  return (
    <section className="till-body charging" role="status" data-testid="charging" data-asking={state.unanswered > 0}>
      <p className="tender-amount">{formatAmount(payableOf(state))}</p>
      <span className="spinner spinner-large" aria-hidden="true" />
      {bodyOf(till, state, <h2>{text("tillCharging")}</h2>)}
    </section>
  );
};
