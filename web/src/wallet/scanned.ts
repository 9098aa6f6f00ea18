import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import type { Stored } from "../api/stored.ts";
import type { TextKey } from "../i18n/zh.ts";

/** What a scanned code asks of the payer: a trade to confirm, or an amount to state for a store. */
export type Scanned =
  | { kind: "trade"; trade: Json<Trade> }
  | { kind: "store"; qrCode: string; name: string }
  | { kind: "over"; why: TextKey };

/** What a payer reads above the password: whom, and for what. */
export const payeeOf = ({ merchantName, subject = "" }: Json<Trade>): string =>
  merchantName ? `${merchantName} · ${subject}` : subject;

const ENDS: Readonly<Record<string, TextKey>> = {
  TRADE_STATE_SUCCESS: "scanPaidAlready",
  TRADE_STATE_CLOSED: "scanClosed",
  TRADE_STATE_REVERSED: "scanClosed",
  TRADE_STATE_REVERSING: "scanClosed",
};

/** Reads the answer of OpenQrCode: a store's own code has no trade yet. */
export const readScanned = (qrCode: string, trade: Json<Trade>): Scanned => {
  if (!trade.tradeId) return { kind: "store", qrCode, name: trade.subject ?? "" };
  const why = ENDS[trade.state ?? ""];
  return why ? { kind: "over", why } : { kind: "trade", trade };
};

/** A payment by a store's code whose result is not known yet. */
export interface StaticPayment {
  qrCode: string;
  minorUnits: string;
  idempotencyKey: string;
}

/**
 * The key of a payment by a store's code: that of the last try where it was for the same and its result is still unknown (P14), also after a reload; else a
 * new one. The store is cleared as soon as a result is known.
 */
export const keyOfStatic = (
  store: Stored<StaticPayment>,
  payment: Omit<StaticPayment, "idempotencyKey">,
  mintKey: () => string,
): string => {
  const known = store.read();
  if (known?.qrCode === payment.qrCode && known.minorUnits === payment.minorUnits) return known.idempotencyKey;
  const idempotencyKey = mintKey();
  store.write({ ...payment, idempotencyKey });
  return idempotencyKey;
};
