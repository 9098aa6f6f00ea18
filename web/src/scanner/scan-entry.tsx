import { Button } from "antd-mobile";
import { CameraOutline } from "antd-mobile-icons";
import { type FormEvent, useState } from "react";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { CameraSheet } from "./camera-sheet.tsx";

interface ScanEntryProps {
  label: TextKey;
  onScan(text: string): void;
  /** The camera closes after a scan: one code is awaited, not many. */
  closesAfterScan?: boolean;
  /** Codes of coupons have letters. */
  hasLetters?: boolean;
}

/** The ways besides the gun: digits typed by hand, and the camera. */
export const ScanEntry = ({ label, onScan, closesAfterScan, hasLetters }: ScanEntryProps) => {
  const text = useText();
  const [typed, setTyped] = useState("");
  const [isCameraOpen, setCameraOpen] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!typed.trim()) return;
    onScan(typed);
    setTyped("");
  };
  const onCamera = (code: string) => {
    if (closesAfterScan) setCameraOpen(false);
    onScan(code);
  };
  return (
    <form className="entry" onSubmit={submit}>
      <input
        className="entry-field"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder={text(label)}
        aria-label={text(label)}
        inputMode={hasLetters ? "text" : "numeric"}
        autoCapitalize="characters"
        autoComplete="off"
        enterKeyHint="done"
        maxLength={32}
      />
      <Button type="submit" color="primary" fill="outline" disabled={!typed.trim()}>
        {text("tillEnter")}
      </Button>
      <Button type="button" onClick={() => setCameraOpen(true)} aria-label={text("tillCamera")} className="icon-button">
        <CameraOutline />
      </Button>
      <CameraSheet isOpen={isCameraOpen} onScan={onCamera} onClose={() => setCameraOpen(false)} />
    </form>
  );
};
