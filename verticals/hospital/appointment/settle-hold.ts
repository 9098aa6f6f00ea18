import { findRow } from "../../../kernel/store/rows.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import { isPaid, settleTrade } from "../payment/settle-trade.ts";
import type { AppointmentRow } from "./appointment.ts";
import { claimOf } from "./claim-of.ts";
import { confirm, release } from "./moves.ts";

/**
 * Ends a hold: CONFIRMED where its trade turns out to be paid, RELEASED where there is none, or none that can be paid any more. Gives the appointment as it is then;
 * one that is HELD still is being paid at this moment. Whoever asked payments in between (isAsked) is found by the move, which then does nothing.
 */
export const settleHold = async (
  parts: HospitalParts,
  row: AppointmentRow,
  { now, traceparent }: { readonly now: Date; readonly traceparent: string },
): Promise<AppointmentRow> => {
  const trade = row.isAsked ? await settleTrade(parts, claimOf(row)) : undefined;
  if (row.isAsked && !trade) return row;
  return parts.store.transaction(async (session) => {
    const current = (await findRow(parts.appointments, { _id: row._id }, session)) ?? row;
    if (current.state !== "HELD" || current.isAsked !== row.isAsked) return current;
    const context = { session, now, traceparent };
    const moved =
      trade && isPaid(trade) ? await confirm(parts, current, trade, context) : await release(parts, current, context);
    return moved ?? current;
  });
};
