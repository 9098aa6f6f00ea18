import type { ClientSession } from "mongoose";
import { updateRow } from "../../../kernel/store/rows.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { giveBackRisk } from "../risk/give-back-risk.ts";
import { announceClosed, type Cause } from "./announce-trade.ts";
import { endHeldAttempt } from "./save-attempt.ts";
import type { Trade } from "./trade.ts";
import { saveTrade } from "./trade-model.ts";

/** Commits the close of a trade that nobody has paid: gives back what it holds, and ends the attempt that waits for its payer. */
export const closeUnpaid = async (
  { trades, attempts, ledger, outbox, riskCounters }: PaymentsParts,
  session: ClientSession,
  { before, closed, hold }: { before: Trade; closed: Trade; hold: "VOIDED" | "EXPIRED" },
  cause: Cause,
): Promise<void> => {
  // The trade first: a call that lost a race for it runs again here, before it would look for the hold that is gone.
  await saveTrade(trades, session, before, closed);
  if (closed.holdId) await ledger.voidHold(session, { holdId: closed.holdId, state: hold }, cause.now);
  if (before.state === "AUTHORIZED") await endHeldAttempt({ attempts }, session, before, "REVERSED");
  if (before.state === "PAYING" && before.attemptId) {
    const ended = { state: "FAILED", refusal: "TRADE_EXPIRED" } as const;
    const filter = { _id: before.attemptId, state: "WAITING_PAYER" } as const;
    await updateRow(attempts, { filter, update: { $set: ended } }, { session });
  }
  await giveBackRisk({ riskCounters }, session, closed.risk);
  await announceClosed(outbox, session, closed, cause);
};
