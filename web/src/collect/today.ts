import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import type { TextKey } from "../i18n/zh.ts";

/** Midnight of the reader's own day. */
export const startOfDay = (now: Date): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate());

const STATES: Readonly<Record<string, TextKey>> = {
  TRADE_STATE_CREATED: "tradeStateCREATED",
  TRADE_STATE_AUTHORIZED: "tradeStateAUTHORIZED",
  TRADE_STATE_SUCCESS: "tradeStateSUCCESS",
  TRADE_STATE_CLOSED: "tradeStateCLOSED",
  TRADE_STATE_PAYING: "tradeStatePAYING",
  TRADE_STATE_REVERSING: "tradeStateREVERSING",
  TRADE_STATE_REVERSED: "tradeStateREVERSED",
};

/** How a trade stands for whoever took it: a paid one may have gone back, in part or whole. */
export const stateText = ({ state = "", paidAmount, refundedAmount }: Json<Trade>): TextKey => {
  const refunded = BigInt(refundedAmount?.minorUnits ?? "0");
  if (refunded === 0n) return STATES[state] ?? "tradeStateCREATED";
  return refunded < BigInt(paidAmount?.minorUnits ?? "0") ? "todayPartly" : "todayWholly";
};
