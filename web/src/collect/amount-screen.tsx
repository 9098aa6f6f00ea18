import { Button } from "antd-mobile";
import type { FormEvent } from "react";
import { useText } from "../i18n/use-text.ts";
import { amountOfTyped, pressAmountKey, readTyped } from "./amount-entry.ts";
import type { DeskState } from "./desk-state.ts";
import type { Desk } from "./open-desk.ts";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0", "back"] as const;

const Keypad = ({ desk, typed }: { desk: Desk; typed: string }) => {
  const text = useText();
  return (
    <div className="keypad">
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          data-key={key}
          aria-label={key === "back" ? text("collectBackspace") : key}
          onClick={() => desk.act({ type: "typed", typed: pressAmountKey(typed, key) })}
        >
          {key === "back" ? "⌫" : key}
        </button>
      ))}
    </div>
  );
};

/** The amount as it is typed. The phone's own keyboard stays down: the keys are on the screen. */
const Display = ({ desk, state: { typed, earlyCode } }: { desk: Desk; state: DeskState }) => {
  const text = useText();
  const onTyped = (next: string): void => {
    const read = readTyped(next);
    if (read !== undefined) desk.act({ type: "typed", typed: read });
  };
  return (
    <label className="amount-display">
      <span className="faint">{text("collectAmount")}</span>
      <span className="amount-line">
        <span aria-hidden="true">¥</span>
        <input
          value={typed}
          onChange={(event) => onTyped(event.target.value)}
          inputMode="none"
          placeholder="0.00"
          aria-label={text("collectAmount")}
          autoComplete="off"
          data-testid="amount"
        />
      </span>
      <span className="amount-hint">{text(earlyCode ? "collectCodeHeld" : "collectEitherOrder")}</span>
    </label>
  );
};

/** How much: by the keys on the screen or a keyboard's. A payer's code may be scanned first (Y10). */
export const AmountScreen = ({ desk, state }: { desk: Desk; state: DeskState }) => {
  const text = useText();
  const { typed } = state;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    desk.takeAmount();
  };
  return (
    <form className="collect-body" onSubmit={submit}>
      <Display desk={desk} state={state} />
      <Keypad desk={desk} typed={typed} />
      <Button
        block
        type="submit"
        size="large"
        color="primary"
        disabled={!amountOfTyped(typed)}
        data-testid="take-amount"
      >
        {text("collectTake")}
      </Button>
    </form>
  );
};
