import { Button, Input } from "antd-mobile";
import { useId, useState } from "react";

interface OneFieldProps {
  label: string;
  hint: string;
  action: string;
  /** How many characters there are to be at least. */
  least: number;
  onSend(words: string): Promise<unknown>;
}

/** One line to be filled in, and what is done with it. */
export const OneFieldForm = ({ label, hint, action, least, onSend }: OneFieldProps) => {
  const id = useId();
  const [words, setWords] = useState("");
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    await onSend(words.trim());
    setBusy(false);
  };
  return (
    <div className="clinic-form" data-testid="one-field">
      <label className="clinic-field" htmlFor={id}>
        <span className="faint">{label}</span>
        <Input id={id} value={words} onChange={setWords} placeholder={hint} autoComplete="off" clearable />
      </label>
      <Button
        block
        color="primary"
        size="large"
        disabled={words.trim().length < least}
        loading={isBusy}
        onClick={() => void send()}
      >
        {action}
      </Button>
    </div>
  );
};
