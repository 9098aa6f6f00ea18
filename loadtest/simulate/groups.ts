import { TradePaid } from "../../proto/gen/paywindow/payments/v1/events.ts";
import { auditorGroups } from "./auditor.ts";
import type { GroupName } from "./remote-lane.ts";

/** Tills number their trades after their baskets; shops, which take payments without a till, do not. */
const isOfTill = (payload: Uint8Array): boolean =>
  TradePaid.decode(payload).trade?.merchantTradeId.startsWith("bsk_") ?? false;

/** Who consumes what: the supermarket's own consumer, and the auditor who counts. */
export const GROUPS: readonly GroupName[] = [
  { service: "supermarket", name: "finish-paid-trade", type: "payments.trade.paid", mustMark: isOfTill },
  ...auditorGroups("supermarket"),
];
