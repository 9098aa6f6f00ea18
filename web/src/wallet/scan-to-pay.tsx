import { Button, Popup } from "antd-mobile";
import { ScanningOutline } from "antd-mobile-icons";
import { type FormEvent, useState } from "react";
import type { Amount } from "../api/json.ts";
import { useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { parseAmount } from "../money/parse-amount.ts";
import { CameraView } from "../scanner/camera-sheet.tsx";
import { useDismissal } from "../ui/back-steps.ts";
import { PasswordSheet } from "./password-sheet.tsx";
import { payeeOf, type Scanned } from "./scanned.ts";
import { type ScanStage, useScanToPay } from "./use-scan-to-pay.ts";

/** The camera, and for a code that came as a text: a field to paste it into. */
const Reading = ({ onText }: { onText(qrCode: string): void }) => {
  const text = useText();
  const [pasted, setPasted] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pasted.trim()) onText(pasted);
  };
  return (
    <>
      <CameraView onScan={onText} />
      <form className="entry scan-paste" onSubmit={submit}>
        <input
          className="entry-field"
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
          placeholder={text("scanPaste")}
          aria-label={text("scanPaste")}
          autoComplete="off"
          maxLength={256}
          data-testid="scan-paste"
        />
        <Button type="submit" color="primary" fill="outline" disabled={!pasted.trim()}>
          {text("tillEnter")}
        </Button>
      </form>
    </>
  );
};

type StoreCode = Extract<Scanned, { kind: "store" }>;

/** A store's own code says nothing of the amount: the payer states it. */
const StatedAmount = ({ scanned, onAmount }: { scanned: StoreCode; onAmount(amount: Amount): void }) => {
  const text = useText();
  const [typed, setTyped] = useState("");
  const minorUnits = parseAmount(typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (minorUnits) onAmount({ minorUnits, currencyCode: "CNY" });
  };
  return (
    <form className="scan-amount" onSubmit={submit}>
      <p className="sheet-subject">{text("scanPayTo", { name: scanned.name })}</p>
      <label className="scan-amount-line">
        <span aria-hidden="true">¥</span>
        <input
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          inputMode="decimal"
          placeholder="0.00"
          aria-label={text("collectAmount")}
          autoComplete="off"
          maxLength={10}
          data-testid="scan-amount"
        />
      </label>
      <Button block type="submit" size="large" color="primary" disabled={!minorUnits} data-testid="scan-pay">
        {text("scanPay")}
      </Button>
    </form>
  );
};

interface SheetProps {
  stage: ScanStage;
  onText(qrCode: string): void;
  onAmount(amount: Amount): void;
}

const SheetBody = ({ stage, onText, onAmount }: SheetProps) => {
  switch (stage.name) {
    case "reading":
      return <Reading onText={onText} />;
    case "over":
      return (
        <p className="scan-over" role="alert" data-testid="scan-over">
          {stage.why}
        </p>
      );
    case "asking":
      return stage.scanned.kind === "store" ? <StatedAmount scanned={stage.scanned} onAmount={onAmount} /> : null;
    default:
      return (
        <p className="scan-over">
          <span className="spinner" />
        </p>
      );
  }
};

const ScanSheet = ({ isOpen, onClose, ...body }: SheetProps & { isOpen: boolean; onClose(): void }) => {
  const text = useText();
  useDismissal(isOpen, onClose);
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <h2 className="sheet-title">{text("scanTitle")}</h2>
      <SheetBody {...body} />
      <Button block size="large" fill="none" onClick={onClose}>
        {text("close")}
      </Button>
    </Popup>
  );
};

interface ScanToPayProps {
  hasPassword: boolean;
  /** Whether the page was opened for it: it begins at once. */
  isAsked: boolean;
  /** Called after a payment, so that the wallet is read again. */
  onPaid(): void;
}

/** Scan to pay (Y1): the merchant's code, the amount where it is the store's own, the payment password. */
export const ScanToPay = ({ hasPassword, isAsked, onPaid }: ScanToPayProps) => {
  const text = useText();
  const scan = useScanToPay(onPaid, isAsked);
  const [stated, setStated] = useState<Amount>();
  const { stage } = scan;
  const close = (): void => {
    setStated(undefined);
    scan.close();
  };
  const trade = stage.name === "asking" && stage.scanned.kind === "trade" ? stage.scanned.trade : undefined;
  const store = stage.name === "asking" && stage.scanned.kind === "store" ? stage.scanned : undefined;
  const isPasswordAsked = trade !== undefined || (store !== undefined && stated !== undefined);
  const isSheetOpen = stage.name !== "closed" && !isPasswordAsked;
  const pay = async (paymentPassword: string): Promise<void> => {
    await scan.pay(paymentPassword, stated);
    setStated(undefined);
  };
  return (
    <>
      <button type="button" className="wallet-action" onClick={scan.begin} data-testid="scan-to-pay">
        <ScanningOutline />
        <span>{text("scanTitle")}</span>
      </button>
      <ScanSheet isOpen={isSheetOpen} stage={stage} onText={scan.open} onAmount={setStated} onClose={close} />
      <PasswordSheet
        isOpen={isPasswordAsked}
        hasPassword={hasPassword}
        amount={formatAmount(trade ? amountOf(trade.amount) : amountOf(stated))}
        subject={trade ? payeeOf(trade) : (store?.name ?? "")}
        onClose={close}
        onPassword={pay}
      />
    </>
  );
};
