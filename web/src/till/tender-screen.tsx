import { Button } from "antd-mobile";
import { LeftOutline } from "antd-mobile-icons";
import { useState } from "react";
import { TillTenderSheet } from "../collect/till-tender-sheet.tsx";
import { useText } from "../i18n/use-text.ts";
import { formatAmount } from "../money/amount.ts";
import { ScanEntry } from "../scanner/scan-entry.tsx";
import { BenefitList } from "./benefit-list.tsx";
import { hasBenefits, payableOf } from "./benefits.ts";
import type { Till } from "./open-till.ts";
import { RefusalCard } from "./refusal-card.tsx";
import { TenderPicture } from "./tender-picture.tsx";
import type { TillState } from "./till-state.ts";

/** Awaits the payer: every scan is a payment code (V2). */
export const TenderScreen = ({ till, state }: { till: Till; state: TillState }) => {
  const text = useText();
  const [isCash, setCash] = useState(false);
  return (
    <section className="till-body tender">
      <button
        type="button"
        className="tender-back"
        onClick={() => till.act({ type: "tenderLeft" })}
        data-testid="tender-back"
      >
        <LeftOutline /> {text("tillTenderBack")}
      </button>
      <p className="tender-amount" data-testid="tender-amount">
        {formatAmount(payableOf(state))}
      </p>
      <RefusalCard till={till} state={state} />
      <BenefitList till={till} state={state} />
      <ScanEntry label="tillEntryCode" onScan={(code) => void till.scan(code)} closesAfterScan />
      <div className="tender-prompt">
        <TenderPicture />
        <h2>{text("tillTenderTitle")}</h2>
        <p className="faint">{text("tillTenderHint")}</p>
      </div>
      <Button size="large" disabled={hasBenefits(state)} onClick={() => setCash(true)} data-testid="take-cash">
        {text("offlineTakeCash")}
      </Button>
      {hasBenefits(state) ? <p className="faint tender-note">{text("benefitCodeOnly")}</p> : null}
      <TillTenderSheet
        kind={isCash ? "cash" : undefined}
        amount={payableOf(state)}
        onRecord={({ received }) => received && till.takeCash(received)}
        onClose={() => setCash(false)}
      />
    </section>
  );
};
