import { useEffect, useState } from "react";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { DeskScreen, useEndSound } from "../collect/desk-screen.tsx";
import { isPaid } from "../collect/desk-state.ts";
import { type Collector, useDesk } from "../collect/use-desk.ts";
import { namesOf, useLanguage, useName, useText } from "../i18n/use-text.ts";
import { printUnasked } from "../receipt/print-slip.ts";
import { paidSlip } from "../receipt/receipt-slip.ts";
import { SlipButton } from "../receipt/slip-button.tsx";
import { useScanGun } from "../scanner/use-scan-gun.ts";
import { ConnectionLine } from "../ui/connection-line.tsx";
import { formatTime } from "../ui/times.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import "../collect/collect.css";

/** The paper in these terminals. */
const WIDTH_MM = 58;

/** The slip comes by itself where the terminal has a printer that the page may use; the button prints it elsewhere, or again. */
const PaidSlip = ({ trade }: { trade: Json<Trade> }) => {
  const text = useText();
  const nameOf = useName();
  const language = useLanguage();
  const [isPrinted, setPrinted] = useState(false);
  const tradeId = trade.tradeId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per trade; another language is no other slip
  useEffect(() => {
    const words = { text, nameOf, timeOf: (time: string | undefined) => formatTime(time, language) };
    printUnasked(paidSlip(trade, words), WIDTH_MM).then(setPrinted, () => setPrinted(false));
  }, [tradeId]);
  return (
    <>
      {isPrinted ? (
        <p className="faint" role="status" data-testid="slip-printed">
          {text("handheldPrinted")}
        </p>
      ) : null}
      <SlipButton slipOf={(words) => paidSlip(trade, words)} widthMm={WIDTH_MM} />
    </>
  );
};

const Handheld = ({ who, name }: { who: Collector; name: string }) => {
  const text = useText();
  const { desk, state, notice } = useDesk(who);
  useScanGun(desk.scan);
  useEndSound(state);
  const { trade } = state;
  return (
    <main className="collect" data-testid="handheld" data-screen={state.screen}>
      <TopBar title={text("handheldTitle")} note={name} />
      <div className="collect-line">
        <ConnectionLine />
      </div>
      <DeskScreen desk={desk} state={state} slip={trade && isPaid(trade) ? <PaidSlip trade={trade} /> : null} />
      <div aria-live="polite">
        {notice ? <p className={`collect-notice collect-${notice.tone}`}>{text(notice.text)}</p> : null}
      </div>
    </main>
  );
};

/** A terminal in the hand (Y6): amount, scan, slip. The desk's own machine drives it, so a line that breaks in the middle is asked again under the same key. */
const HandheldPage = ({ principal }: { principal: Json<Principal> }) => {
  const nameOf = useName();
  const { merchantId = "", principalId: staffId = "", roles = [] } = principal;
  const storeId = principal.storeIds?.[0];
  const collects = roles.includes("cashier") || roles.includes("manager");
  if (!collects || !storeId) return <WrongRole title="tillWrongRole" hint="tillWrongRoleHint" />;
  return <Handheld who={{ merchantId, storeId, staffId }} name={nameOf(namesOf(principal))} />;
};

export default HandheldPage;
