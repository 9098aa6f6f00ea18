import { consume, type EventConsumer, type EventContext } from "../../../kernel/events/event.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import type { Trade } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { confirm, release, takeBack } from "../appointment/moves.ts";
import { tradeClosed, tradePaid, tradeReversed } from "../events.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { concludeBill } from "../item/conclude-bill.ts";

/**
 * Hears what became of the hospital's trades: those of other merchants are none of its business. Mostly the news is how an appointment is confirmed or a bill paid;
 * the recovery finds what is paid all the same.
 */

type Outcome = "paid" | "closed" | "reversed";

/** A paid trade whose appointment was given up must not exist, as its trade was closed first: that event becomes a dead letter, which an operator sees (P8). */
const concludeAppointment = async (
  parts: HospitalParts,
  trade: Trade,
  outcome: Outcome,
  context: EventContext,
): Promise<void> => {
  const row = await findRow(parts.appointments, { _id: trade.merchantTradeId }, context.session);
  if (!row || row.merchantId !== trade.merchantId) return;
  if (outcome === "paid") {
    const confirmed = await confirm(parts, row, trade, context);
    if (!confirmed && row.state === "RELEASED")
      throw new Error(`the trade ${trade.tradeId} is paid, but its appointment was released`);
  } else if (row.state === "HELD") await release(parts, row, context);
  else if (outcome === "reversed") await takeBack(parts, row, context);
};

const conclude =
  (parts: HospitalParts, outcome: Outcome) =>
  async ({ trade }: { readonly trade?: Trade | undefined }, context: EventContext): Promise<void> => {
    if (!trade) return;
    if (trade.merchantTradeId.startsWith("apt_")) await concludeAppointment(parts, trade, outcome, context);
    if (trade.merchantTradeId.startsWith("bil_")) await concludeBill(parts, trade, outcome === "paid", context);
  };

/** The numbers that the hospital gives its trades: those of appointments and of bills. */
export const isOurTrade = ({ trade }: { readonly trade?: Trade | undefined }): boolean =>
  trade !== undefined && /^(?:apt|bil)_/.test(trade.merchantTradeId);

export const tradeConsumers = (parts: HospitalParts): EventConsumer[] => [
  consume(tradePaid, "conclude-paid-trade", conclude(parts, "paid"), isOurTrade),
  consume(tradeClosed, "conclude-closed-trade", conclude(parts, "closed"), isOurTrade),
  consume(tradeReversed, "conclude-reversed-trade", conclude(parts, "reversed"), isOurTrade),
];
