import { Button, Popup } from "antd-mobile";
import { useState } from "react";
import { useLanguage, useName, useText } from "../i18n/use-text.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { formatTime } from "../ui/times.ts";
import { printSlip, saveSlip, wasPrinted } from "./print-slip.ts";
import { asCopy, type SlipWords } from "./receipt-slip.ts";
import type { Slip } from "./slip.ts";
import { SlipPicture } from "./slip-picture.tsx";
import "./receipt.css";

interface SlipButtonProps {
  slipOf(words: SlipWords): Slip;
  widthMm: 58 | 80;
}

/** Shows the slip as the printer prints it, and prints it; a second time marked as a copy. */
export const SlipButton = ({ slipOf, widthMm }: SlipButtonProps) => {
  const text = useText();
  const nameOf = useName();
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const [prints, setPrints] = useState(0);
  const [isFailed, setFailed] = useState(false);
  const close = () => setOpen(false);
  useDismissal(isOpen, close);
  const first = slipOf({ text, nameOf, timeOf: (time) => formatTime(time, language) });
  const slip = prints > 0 || wasPrinted(first.slipId) ? asCopy(first, { text }) : first;
  const print = (way: typeof printSlip | typeof saveSlip) =>
    Promise.resolve(way(slip, widthMm)).then(
      () => {
        setFailed(false);
        setPrints(prints + 1);
      },
      () => setFailed(true),
    );
  return (
    <>
      <Button size="large" onClick={() => setOpen(true)} data-testid="open-slip">
        {text("slipOpen")}
      </Button>
      <Popup visible={isOpen} onMaskClick={close} onClose={close} bodyClassName="sheet" destroyOnClose>
        <h2 className="sheet-title">{text("slipOpen")}</h2>
        <div className="slip-paper">
          <SlipPicture slip={slip} widthMm={widthMm} />
        </div>
        {isFailed ? <p role="alert">{text("slipFailed")}</p> : null}
        <Button block size="large" color="primary" onClick={() => void print(printSlip)} data-testid="print-slip">
          {text("slipPrint")}
        </Button>
        <Button block size="large" fill="none" onClick={() => void print(saveSlip)} data-testid="save-slip">
          {text("slipSave")}
        </Button>
      </Popup>
    </>
  );
};
