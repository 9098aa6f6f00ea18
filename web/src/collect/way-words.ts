import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import type { TextKey } from "../i18n/zh.ts";

const WAYS: Readonly<Record<string, TextKey>> = {
  PAYMENT_WAY_BARCODE: "wayBarcode",
  PAYMENT_WAY_DYNAMIC_QR: "wayDynamicQr",
  PAYMENT_WAY_STATIC_QR: "wayStaticQr",
  PAYMENT_WAY_SOUND: "waySound",
};

/** What a till takes in by itself is told by what it took. */
const TENDERS: Readonly<Record<string, TextKey>> = {
  TENDER_CASH: "wayCash",
  TENDER_EXTERNAL_CARD: "wayCard",
};

/** How a trade came to its payer, in words; nothing before it did. */
export const wayText = ({ way, tender }: Json<Trade>): TextKey | undefined => TENDERS[tender ?? ""] ?? WAYS[way ?? ""];
