import { createPortal } from "react-dom";
import { BarcodePicture, QrPicture } from "../barcode/barcode-picture.tsx";
import { useText } from "../i18n/use-text.ts";
import { groupDigits } from "../payment-code/payment-code.ts";
import { useDismissal } from "../ui/back-steps.ts";

/** Which picture fills the screen. */
export type Enlarged = "barcode" | "qr";

interface FullScreenCodeProps {
  what: Enlarged;
  paymentCode: string;
  onClose(): void;
}

/** One picture of the code as large as the screen allows: the bars lie along the phone's long side. */
export const FullScreenCode = ({ what, paymentCode, onClose }: FullScreenCodeProps) => {
  const text = useText();
  useDismissal(true, onClose);
  return createPortal(
    <button type="button" className={`full-code full-code-${what}`} data-testid="full-code" onClick={onClose}>
      <span className="full-code-turn">
        {what === "barcode" ? (
          <BarcodePicture text={paymentCode} className="full-bars" />
        ) : (
          <QrPicture text={paymentCode} className="full-qr" />
        )}
        {what === "barcode" ? (
          <span className="full-digits">{/^\d+$/.test(paymentCode) ? groupDigits(paymentCode) : paymentCode}</span>
        ) : null}
        <span className="faint">{text("walletTapToShrink")}</span>
      </span>
    </button>,
    document.body,
  );
};
