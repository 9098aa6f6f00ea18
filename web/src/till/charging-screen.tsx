import { Button } from "antd-mobile";
import { useText } from "../i18n/use-text.ts";
import { formatAmount, totalOf } from "../money/amount.ts";
import { OfflineNote } from "../ui/connection-line.tsx";
import type { Till } from "./open-till.ts";
import type { TillState } from "./till-state.ts";

/** An attempt is out. While no answer comes the till keeps asking with the same key, and says so. */
export const ChargingScreen = ({ till, state }: { till: Till; state: TillState }) => {
  const text = useText();
  const isAsking = state.unanswered > 0;
  return (
    <section className="till-body charging" role="status" data-testid="charging" data-asking={isAsking}>
      <p className="tender-amount">{formatAmount(state.attempt?.expectedTotal ?? totalOf(state.lines))}</p>
      <span className="spinner spinner-large" aria-hidden="true" />
      <h2>{text(isAsking ? "tillAsking" : "tillCharging")}</h2>
      {isAsking ? (
        <>
          <p>{text("tillAskingHint")}</p>
          <OfflineNote text="tillAskingOffline" />
          <p className="faint">{text("tillAskingTries", { count: state.unanswered })}</p>
          <Button size="large" color="primary" fill="outline" onClick={till.resume}>
            {text("tillAskNow")}
          </Button>
        </>
      ) : null}
    </section>
  );
};
