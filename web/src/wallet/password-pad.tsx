import { useEffect, useRef, useState } from "react";
import { useText } from "../i18n/use-text.ts";

const PLACES = [0, 1, 2, 3, 4, 5] as const;
const LENGTH = PLACES.length;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "⌫"] as const;

const press = (digits: string, key: string): string =>
  key === "⌫" || key === "Backspace"
    ? digits.slice(0, -1)
    : /^\d$/.test(key)
      ? (digits + key).slice(0, LENGTH)
      : digits;

interface PadProps {
  /** While it is set nothing can be typed. */
  isBusy: boolean;
  /** Told once, when the sixth digit is there; the pad is empty again. */
  onComplete(password: string): void;
}

const Keys = ({ isBusy, onKey }: { isBusy: boolean; onKey(key: string): void }) => {
  const text = useText();
  const keyOf = (key: (typeof KEYS)[number]) =>
    key === "" ? (
      <span key="none" />
    ) : (
      <button
        key={key}
        type="button"
        aria-label={key === "⌫" ? text("padDelete") : key}
        disabled={isBusy}
        onClick={() => onKey(key)}
      >
        {key}
      </button>
    );
  return <div className="pad-keys">{KEYS.map(keyOf)}</div>;
};

/** Six digits on keys of their own: what is typed is shown as dots only, and no keyboard of the phone learns it. */
export const PasswordPad = ({ isBusy, onComplete }: PadProps) => {
  const text = useText();
  const [digits, setDigits] = useState("");
  const type = (key: string): void => {
    if (isBusy) return;
    const next = press(digits, key);
    setDigits(next.length < LENGTH ? next : "");
    if (next.length === LENGTH) onComplete(next);
  };
  const typed = useRef(type);
  typed.current = type;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => typed.current(event.key);
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <div className="pad" aria-busy={isBusy}>
      <div className="pad-dots" role="img" aria-label={text("padTyped", { count: digits.length })}>
        {PLACES.map((place) => (
          <i key={place} className={place < digits.length ? "pad-dot pad-dot-full" : "pad-dot"} />
        ))}
      </div>
      <Keys isBusy={isBusy} onKey={type} />
    </div>
  );
};
