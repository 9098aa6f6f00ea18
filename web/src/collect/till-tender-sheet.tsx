import { Button, Popup } from "antd-mobile";
import { type FormEvent, useState } from "react";
import type { Amount } from "../api/json.ts";
import { useText } from "../i18n/use-text.ts";
import { formatAmount } from "../money/amount.ts";
import { useMutedGun } from "../scanner/use-scan-gun.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { amountOfTyped, changeOf, covers, likelyCash, readTyped } from "./amount-entry.ts";
import type { OrderDetails } from "./desk-state.ts";

interface FormProps {
  amount: Amount;
  onRecord(details: OrderDetails): void;
}

/** What was handed over, and what is to be given back. */
const Cash = ({ amount, onRecord }: FormProps) => {
  const text = useText();
  const [typed, setTyped] = useState("");
  const received = amountOfTyped(typed);
  const isEnough = covers(received, amount);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isEnough) onRecord({ received });
  };
  return (
    <form className="tender-form" onSubmit={submit}>
      <div className="cash-sums">
        {likelyCash(amount).map((sum, index) => (
          <Button key={sum.minorUnits} size="large" onClick={() => onRecord({ received: sum })} data-testid="cash-sum">
            {index === 0 ? text("collectExact") : formatAmount(sum)}
          </Button>
        ))}
      </div>
      <label className="field">
        <span>{text("collectReceived")}</span>
        <input
          value={typed}
          onChange={(event) => setTyped(readTyped(event.target.value) ?? typed)}
          inputMode="decimal"
          autoComplete="off"
          data-testid="received"
        />
      </label>
      <p className="cash-change" role="status">
        {isEnough ? text("collectChange", { amount: formatAmount(changeOf(received, amount)) }) : null}
      </p>
      <Button block type="submit" size="large" color="primary" disabled={!isEnough} data-testid="record">
        {text("collectRecordCash")}
      </Button>
    </form>
  );
};

/** The number on the other terminal's slip, by which the two are compared later. */
const ExternalCard = ({ onRecord }: FormProps) => {
  const text = useText();
  const [reference, setReference] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reference.trim()) onRecord({ reference: reference.trim() });
  };
  return (
    <form className="tender-form" onSubmit={submit}>
      <p className="faint">{text("collectCardFirst")}</p>
      <label className="field">
        <span>{text("collectReference")}</span>
        <input
          value={reference}
          onChange={(event) => setReference(event.target.value)}
          autoComplete="off"
          maxLength={64}
          data-testid="reference"
        />
      </label>
      <Button block type="submit" size="large" color="primary" disabled={!reference.trim()} data-testid="record">
        {text("collectRecordCard")}
      </Button>
    </form>
  );
};

interface SheetProps extends FormProps {
  /** Which form; undefined: none. */
  kind: "cash" | "card" | undefined;
  onClose(): void;
}

/** What the desk takes in by itself, recorded (X16). A scan meanwhile is for nobody. */
export const TillTenderSheet = ({ kind, amount, onRecord, onClose }: SheetProps) => {
  const text = useText();
  const isOpen = kind !== undefined;
  useDismissal(isOpen, onClose);
  useMutedGun(isOpen);
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <h2 className="sheet-title">
        {text(kind === "card" ? "wayCard" : "wayCash")} {formatAmount(amount)}
      </h2>
      {kind === "cash" ? <Cash amount={amount} onRecord={onRecord} /> : null}
      {kind === "card" ? <ExternalCard amount={amount} onRecord={onRecord} /> : null}
      <Button block size="large" fill="none" onClick={onClose}>
        {text("cancel")}
      </Button>
    </Popup>
  );
};
