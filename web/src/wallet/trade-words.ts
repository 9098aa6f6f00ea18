import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import type { TextKey } from "../i18n/zh.ts";

const STATES: Readonly<Record<string, TextKey>> = {
  TRADE_STATE_CREATED: "tradeStateCREATED",
  TRADE_STATE_AUTHORIZED: "tradeStateAUTHORIZED",
  TRADE_STATE_SUCCESS: "tradeStateSUCCESS",
  TRADE_STATE_CLOSED: "tradeStateCLOSED",
  TRADE_STATE_PAYING: "tradeStatePAYING",
  TRADE_STATE_REVERSING: "tradeStateREVERSING",
  TRADE_STATE_REVERSED: "tradeStateREVERSED",
};

const FINAL: ReadonlySet<string> = new Set(["TRADE_STATE_SUCCESS", "TRADE_STATE_CLOSED", "TRADE_STATE_REVERSED"]);

const isFullyRefunded = ({ paidAmount, refundedAmount }: Json<Trade>): boolean =>
  refundedAmount !== undefined && refundedAmount.minorUnits === paidAmount?.minorUnits;

/** What a trade's state is called. */
export const tradeStateKey = (trade: Json<Trade>): TextKey =>
  isFullyRefunded(trade) ? "tradeRefundedAll" : (STATES[trade.state ?? ""] ?? "tradeStateCREATED");

/** How a trade's state is coloured: what is done is quiet, what came back or waits stands out. */
export const tradeTone = (trade: Json<Trade>): "done" | "returned" | "waiting" => {
  if (trade.refundedAmount) return "returned";
  return FINAL.has(trade.state ?? "") ? "done" : "waiting";
};
