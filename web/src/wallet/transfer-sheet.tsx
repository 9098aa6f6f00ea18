import { Button, Input, Popup } from "antd-mobile";
import { useState } from "react";
import type { Transfer } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { Json } from "../api/json.ts";
import { useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { parseAmount } from "../money/parse-amount.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { PasswordSheet } from "./password-sheet.tsx";
import { useTransfer } from "./use-transfer.ts";

interface TransferProps {
  isOpen: boolean;
  hasPassword: boolean;
  onClose(): void;
  /** Called after money has moved. */
  onMoved(): void;
}

interface FieldProps {
  label: string;
  value: string;
  mode?: "tel" | "decimal" | "text";
  name: string;
  onChange(value: string): void;
}

const Field = ({ label, value, mode = "text", name, onChange }: FieldProps) => (
  <div className="sheet-field">
    <label htmlFor={`transfer-${name}`}>{label}</label>
    <Input id={`transfer-${name}`} value={value} inputMode={mode} onChange={onChange} clearable />
  </div>
);

const Done = ({ transfer, onClose }: { transfer: Json<Transfer>; onClose(): void }) => {
  const text = useText();
  return (
    <div data-testid="transfer-done">
      <p className="sheet-subject">{text("transferDone", { name: transfer.payeeDisplayName ?? "" })}</p>
      <p className="sheet-amount">{formatAmount(amountOf(transfer.amount))}</p>
      <Button block size="large" color="primary" onClick={onClose}>
        {text("walletDone")}
      </Button>
    </div>
  );
};

interface ButtonsProps {
  isReady: boolean;
  isBusy: boolean;
  onSend(): void;
  onClose(): void;
}

const Buttons = ({ isReady, isBusy, onSend, onClose }: ButtonsProps) => {
  const text = useText();
  return (
    <>
      <Button
        {...{ block: true, size: "large", color: "primary", disabled: !isReady, loading: isBusy, onClick: onSend }}
        data-testid="transfer-send"
      >
        {text("transferSend")}
      </Button>
      <Button block size="large" fill="none" onClick={onClose} data-testid="transfer-close">
        {text("close")}
      </Button>
    </>
  );
};

const TransferForm = ({ hasPassword, onMoved, onClose }: Omit<TransferProps, "isOpen">) => {
  const text = useText();
  const [phone, setPhone] = useState("");
  const [yuan, setYuan] = useState("");
  const [note, setNote] = useState("");
  const transfer = useTransfer(onMoved);
  const fen = parseAmount(yuan);
  const isReady = /^1[3-9]\d{9}$/.test(phone) && fen !== undefined;
  const draft = { payeePhone: phone, amount: { minorUnits: fen ?? "0", currencyCode: "CNY" }, note };
  if (transfer.done) return <Done transfer={transfer.done} onClose={onClose} />;
  return (
    <>
      <Field name="phone" label={text("transferPhone")} value={phone} mode="tel" onChange={setPhone} />
      <Field name="amount" label={text("transferAmount")} value={yuan} mode="decimal" onChange={setYuan} />
      <Field name="note" label={text("transferNote")} value={note} onChange={setNote} />
      <p className="sheet-error" role="alert">
        {transfer.error}
      </p>
      <Buttons isReady={isReady} isBusy={transfer.isBusy} onSend={() => void transfer.send(draft)} onClose={onClose} />
      <PasswordSheet
        isOpen={transfer.needsPassword}
        hasPassword={hasPassword}
        amount={formatAmount(draft.amount)}
        subject={text("transferTo", { name: phone })}
        onClose={transfer.cancelPassword}
        onPassword={(password) => transfer.confirm(draft, password)}
      />
    </>
  );
};

/** Money to another user, by phone number. */
export const TransferSheet = ({ isOpen, onClose, ...rest }: TransferProps) => {
  const text = useText();
  useDismissal(isOpen, onClose);
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <section data-testid="transfer-sheet">
        <h2 className="sheet-title">{text("transferTitle")}</h2>
        <TransferForm {...rest} onClose={onClose} />
      </section>
    </Popup>
  );
};
