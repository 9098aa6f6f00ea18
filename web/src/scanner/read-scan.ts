import { isEan13 } from "../barcode/ean13.ts";

/** What the cashier's screen is waiting for. It decides what a scan means, never the scan's prefix alone (VERTICAL_RULES V2). */
export type Awaited = "item" | "payment-code";

/** What a scan is. */
export type Scan =
  | { kind: "item"; barcode: string }
  | { kind: "payment-code"; paymentCode: string }
  | { kind: "refused"; why: "notBarcode" | "checkDigitWrong" | "codeTooEarly" | "notPaymentCode" | "itemWhileTender" };

const isPaymentCodeShaped = (text: string): boolean => /^\d{16,24}$/.test(text);

const readItem = (text: string): Scan => {
  // UPC-A is EAN-13 with a leading zero.
  const barcode = /^\d{12}$/.test(text) && isEan13(`0${text}`) ? `0${text}` : text;
  if (isEan13(barcode)) return { kind: "item", barcode };
  if (/^\d{13}$/.test(barcode)) return { kind: "refused", why: "checkDigitWrong" };
  return { kind: "refused", why: isPaymentCodeShaped(text) ? "codeTooEarly" : "notBarcode" };
};

/** Reads a scanned or typed text for the screen that awaits it. Spaces and dashes, as people type them, do not count. */
export const readScan = (awaited: Awaited, scanned: string): Scan => {
  const text = scanned.replace(/[\s-]/g, "");
  if (awaited === "item") return readItem(text);
  if (isPaymentCodeShaped(text)) return { kind: "payment-code", paymentCode: text };
  return { kind: "refused", why: isEan13(text) ? "itemWhileTender" : "notPaymentCode" };
};
