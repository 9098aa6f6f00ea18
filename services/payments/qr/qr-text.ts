import { isId } from "../../../kernel/ids/ids.ts";

/** What stands in a QR code of ours: an address that the wallet's page opens, with the id of what it asks for. */
const PREFIX = "paywindow://pay/";

export const qrTextOf = (qrId: string): string => `${PREFIX}${qrId}`;

/** The id in a scanned text: qrc_… of one trade, or qrs_… of a store; undefined for everything else. */
export const parseQrText = (
  text: string,
):
  | { readonly kind: "trade"; readonly qrId: string }
  | { readonly kind: "store"; readonly qrId: string }
  | undefined => {
  const qrId = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : "";
  if (isId("qrc", qrId)) return { kind: "trade", qrId };
  return isId("qrs", qrId) ? { kind: "store", qrId } : undefined;
};
